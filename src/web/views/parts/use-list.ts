import { type Inputs, useEffect, useRef, useState } from 'preact/hooks'
import { toastProblem } from '../../ui/toasts.tsx'

export interface Page<Item, Cursor> {
  readonly items: readonly Item[]
  readonly next: Cursor | null
}

/** A list of the server that is read page by page. */
export interface List<Item> {
  /** Undefined until the first page is there. */
  readonly items: readonly Item[] | undefined
  readonly error: unknown
  /** Reads the next page; absent at the end. */
  readonly more: (() => void) | undefined
  readonly busy: boolean
  readonly reload: () => void
  /** Puts what a change has made of it. */
  readonly change: (change: (items: readonly Item[]) => readonly Item[]) => void
}

/** @param read one page: the first, where the cursor is undefined */
export function useList<Item, Cursor extends string | number>(
  read: (cursor: Cursor | undefined, signal: AbortSignal) => Promise<Page<Item, Cursor>>,
  inputs: Inputs,
): List<Item> {
  const [page, setPage] = useState<Page<Item, Cursor>>()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const [round, setRound] = useState(0)
  const ending = useRef(new AbortController())

  useEffect(() => {
    const own = new AbortController()
    ending.current = own
    setPage(undefined)
    setError(undefined)
    setBusy(false)
    read(undefined, own.signal).then(
      (first) => !own.signal.aborted && setPage(first),
      (reason: unknown) => !own.signal.aborted && setError(reason ?? 'unknown'),
    )
    return () => own.abort()
  }, [...inputs, round])

  async function more(cursor: Cursor): Promise<void> {
    const { signal } = ending.current
    setBusy(true)
    try {
      const { items, next } = await read(cursor, signal)
      if (!signal.aborted)
        setPage((before) => before && { items: [...before.items, ...items], next })
    } catch (reason) {
      if (!signal.aborted) toastProblem(reason)
    } finally {
      if (!signal.aborted) setBusy(false)
    }
  }

  const next = page?.next ?? null
  return {
    items: page?.items,
    error,
    busy,
    more: next === null ? undefined : () => void more(next),
    reload: () => setRound((count) => count + 1),
    change: (change) => setPage((before) => before && { ...before, items: change(before.items) }),
  }
}

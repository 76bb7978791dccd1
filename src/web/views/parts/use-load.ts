import { type Inputs, useEffect, useState } from 'preact/hooks'

/** What is read from the server for a view. */
export interface Load<Value> {
  /** Undefined until it is there. */
  readonly value: Value | undefined
  /** Why it is not. */
  readonly error: unknown
  /** Reads it again. What is there stays until the new one is. */
  readonly reload: () => void
  /** Puts what is known by other means: the answer of a change. */
  readonly set: (value: Value) => void
}

/** Reads once the view is shown, and again when one of the inputs is another. */
export function useLoad<Value>(
  read: (signal: AbortSignal) => Promise<Value>,
  inputs: Inputs,
): Load<Value> {
  const [value, set] = useState<Value>()
  const [error, setError] = useState<unknown>()
  const [round, setRound] = useState(0)
  useEffect(() => {
    const ending = new AbortController()
    read(ending.signal).then(
      (answer) => {
        if (ending.signal.aborted) return
        set(answer)
        setError(undefined)
      },
      (reason: unknown) => !ending.signal.aborted && setError(reason ?? 'unknown'),
    )
    return () => ending.abort()
  }, [...inputs, round])
  return { value, error, set, reload: () => setRound((count) => count + 1) }
}

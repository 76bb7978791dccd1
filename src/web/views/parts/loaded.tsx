import type { ComponentChildren } from 'preact'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { WarningIcon } from '../../ui/icons.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { wordsOf } from '../../ui/toasts.tsx'
import type { List } from './use-list.ts'
import type { Load } from './use-load.ts'

interface LoadedProps<Value> {
  readonly load: Load<Value>
  /** What is on its way: "your sessions". */
  readonly label: string
  readonly rows?: number
  readonly children: (value: Value) => ComponentChildren
}

/** What was read; its outline until it is there; why it is not, with a button to try again. */
export function Loaded<Value>({ load, label, rows = 3, children }: LoadedProps<Value>) {
  if (load.value !== undefined) return <>{children(load.value)}</>
  if (load.error !== undefined) return <NotLoaded {...load} label={label} />
  return <SkeletonRows rows={rows} label={label} />
}

interface LoadedListProps<Item> {
  readonly list: List<Item>
  readonly label: string
  readonly rows?: number
  /** Shown for a list of none. */
  readonly empty: ComponentChildren
  readonly children: (items: readonly Item[]) => ComponentChildren
}

/** As {@link Loaded}, with a button for the next page. */
export function LoadedList<Item>(props: LoadedListProps<Item>) {
  const { list, label, rows = 5, empty, children } = props
  const { items, error, more, busy } = list
  if (error !== undefined) return <NotLoaded {...list} label={label} />
  if (items === undefined) return <SkeletonRows rows={rows} label={label} />
  if (items.length === 0 && more === undefined) return <>{empty}</>
  return (
    <>
      {children(items)}
      {more === undefined ? null : (
        <div class="more">
          <Button busy={busy} onClick={more}>
            Show more
          </Button>
        </div>
      )}
    </>
  )
}

interface NotLoadedProps {
  readonly label: string
  readonly error: unknown
  readonly reload: () => void
}

function NotLoaded({ label, error, reload }: NotLoadedProps) {
  return (
    <div role="alert">
      <EmptyState
        icon={WarningIcon}
        title={`We could not load ${label}`}
        actions={<Button onClick={reload}>Try again</Button>}
      >
        {wordsOf(error)}
      </EmptyState>
    </div>
  )
}

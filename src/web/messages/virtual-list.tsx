import type { ComponentChildren, Ref } from 'preact'
import { useImperativeHandle, useLayoutEffect, useReducer, useRef } from 'preact/hooks'
import {
  type Anchor,
  type Position,
  type RowTraits,
  type VirtualRow,
  VirtualScroll,
} from './virtual-scroll.ts'

/** What can be asked of a list from outside. */
export interface VirtualListHandle {
  /** Puts a row so many pixels below the upper edge, as soon as there is one of this key. */
  scrollTo(key: string, offset: number): void
  scrollToEnd(): void
}

interface VirtualListProps<Row extends VirtualRow> {
  readonly rows: readonly Row[]
  readonly traits: RowTraits<Row>
  readonly children: (row: Row) => ComponentChildren
  /** Whether being at the end means to stay there when something is added. */
  readonly endless: boolean
  /** Where it begins, when not at the end. */
  readonly initially?: Anchor | null
  readonly onPosition: (position: Position) => void
  readonly handle?: Ref<VirtualListHandle>
  readonly label: string
  readonly onKeyDown?: (event: KeyboardEvent) => void
}

/** A region that scrolls has to be reachable by the keyboard. */
const reachable = { tabIndex: 0 }

/**
 * Rows of which only those are drawn that are seen, and some around them. Whatever is added, taken
 * away or grows, the row at the upper edge stays where it is, or the last one at the end.
 */
export function VirtualList<Row extends VirtualRow>(props: VirtualListProps<Row>) {
  const { rows, traits, children, endless, initially, handle, label, onPosition, onKeyDown } = props
  const box = useRef<HTMLDivElement>(null)
  const [, draw] = useReducer((count: number, _: undefined) => count + 1, 0)
  const kept = useRef<VirtualScroll | null>(null)
  kept.current ??= new VirtualScroll(() => draw(undefined), initially ?? null)
  const scroll = kept.current
  scroll.report = onPosition
  const { range, above, below } = scroll.arrange(rows, traits, endless)

  useLayoutEffect(() => (box.current === null ? undefined : scroll.attach(box.current)), [])
  useLayoutEffect(() => scroll.settle())
  useImperativeHandle(handle ?? null, () => scroll, [])

  return (
    <div
      ref={box}
      class="scroller"
      role="log"
      aria-live="off"
      aria-label={label}
      onKeyDown={onKeyDown}
      {...reachable}
    >
      <div style={{ height: `${above}px` }} />
      {rows.slice(range.start, range.end).map((row) => (
        <div key={row.key} class="scroller-row" data-key={row.key}>
          {children(row)}
        </div>
      ))}
      <div style={{ height: `${below}px` }} />
    </div>
  )
}

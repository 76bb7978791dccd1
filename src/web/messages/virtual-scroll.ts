import { type Layout, layOut, type Range, rowAt, rowsBetween } from './layout.ts'

export interface VirtualRow {
  /** Stays its own whatever comes before it. */
  readonly key: string
}

export interface RowTraits<Row> {
  /** Pixels, until it is measured. */
  guess(row: Row): number
  /** Whether it stays beside the same rows. A heading that moves when others are added is no anchor. */
  holds(row: Row): boolean
}

/** A row that stays so many pixels below the upper edge. */
export interface Anchor {
  readonly key: string
  readonly offset: number
}

export interface Position {
  readonly nearStart: boolean
  readonly nearEnd: boolean
  readonly atEnd: boolean
}

/** Pixels that are drawn beyond each edge. */
const BEYOND = 600
/** Pixels from an edge at which more is to be read. */
const NEAR = 1_200
/** Pixels below the last row, so that it does not stick to what follows. */
const TAIL = 12
/** Pixels from the end that count as being there. */
const AT_END = 24

/**
 * The arithmetic of a virtual list, and its one reading and writing of the page. Everything follows
 * from the anchor: what is drawn, and where the page is scrolled to afterwards.
 */
export class VirtualScroll {
  readonly #draw: () => void
  readonly #heights = new Map<string, number>()
  readonly #resized = new ResizeObserver(() => this.settle())
  /** Told after each drawing and each scroll. */
  report: (position: Position) => void = () => undefined
  #box: HTMLElement | null = null
  #rows: readonly VirtualRow[] = []
  #heightOf: (row: VirtualRow) => number = () => 0
  #holds: (row: VirtualRow) => boolean = () => true
  #layout: Layout = { offsets: [0], height: 0 }
  #range: Range = { start: 0, end: 0 }
  #anchor: Anchor | 'end'
  #endless = true
  #view = 800

  constructor(draw: () => void, anchor: Anchor | null) {
    this.#draw = draw
    this.#anchor = anchor ?? 'end'
  }

  /**
   * Which rows are to be drawn, and the pixels above and below them.
   *
   * @param endless whether being at the end means to stay there
   */
  arrange<Row extends VirtualRow>(
    rows: readonly Row[],
    traits: RowTraits<Row>,
    endless: boolean,
  ): { readonly range: Range; readonly above: number; readonly below: number } {
    this.#endless = endless
    this.#rows = rows
    // Where it was to begin is not there: the end is.
    if (this.#box === null && this.#anchorIndex() < 0) this.#anchor = 'end'
    this.#heightOf = (row) => this.#heights.get(row.key) ?? traits.guess(row as Row)
    this.#holds = (row) => traits.holds(row as Row)
    this.#layout = layOut(rows, this.#heightOf, TAIL)
    this.#range = this.#around(BEYOND)
    const { offsets, height } = this.#layout
    const { start, end } = this.#range
    return { range: this.#range, above: offsets[start] ?? 0, below: height - (offsets[end] ?? 0) }
  }

  attach(box: HTMLElement): () => void {
    this.#box = box
    const onScroll = () => this.#scrolled(box)
    box.addEventListener('scroll', onScroll, { passive: true })
    this.#resized.observe(box)
    return () => {
      box.removeEventListener('scroll', onScroll)
      this.#resized.disconnect()
    }
  }

  /** After drawing: measures what is drawn, and puts the anchor where it was. */
  settle(): void {
    const box = this.#box
    if (box === null) return
    this.#view = box.clientHeight
    for (const row of box.children) {
      const key = (row as HTMLElement).dataset['key']
      if (key === undefined) continue
      this.#heights.set(key, row.getBoundingClientRect().height)
      this.#resized.observe(row)
    }
    this.#layout = layOut(this.#rows, this.#heightOf, TAIL)
    const top = this.#wantedTop()
    // There is no more below to scroll to: that is the end, and stays it.
    if (this.#endless && top >= this.#layout.height - this.#view - 1) this.#anchor = 'end'
    if (Math.abs(box.scrollTop - top) >= 1) box.scrollTop = top
    this.#drawIfNeeded()
    this.report(this.#position(box))
  }

  /** A row that is not there yet is gone to once it is. */
  scrollTo(key: string, offset: number): void {
    this.#anchor = { key, offset }
    this.#draw()
  }

  scrollToEnd(): void {
    this.#anchor = 'end'
    this.#draw()
  }

  #scrolled(box: HTMLElement): void {
    const position = this.#position(box)
    this.#anchor = this.#endless && position.atEnd ? 'end' : this.#anchorAt(box.scrollTop)
    this.#drawIfNeeded()
    this.report(position)
  }

  #anchorAt(top: number): Anchor | 'end' {
    const first = rowAt(this.#layout, top)
    // One that is seen from its top on: what is cut off may grow or shrink out of sight.
    const held = this.#rows.findIndex(
      (row, at) => at >= first && (this.#layout.offsets[at] ?? 0) >= top && this.#holds(row),
    )
    const seen = held >= 0 && (this.#layout.offsets[held] ?? 0) < top + this.#view
    const index = seen ? held : first
    const key = this.#rows[index]?.key
    return key === undefined ? 'end' : { key, offset: (this.#layout.offsets[index] ?? 0) - top }
  }

  /** What was measured may be less than what was guessed, or somebody scrolled on. */
  #drawIfNeeded(): void {
    const { start, end } = this.#around(BEYOND / 2)
    if (start < this.#range.start || end > this.#range.end) this.#draw()
  }

  #around(beyond: number): Range {
    const top = this.#wantedTop()
    return rowsBetween(this.#layout, top - beyond, top + this.#view + beyond)
  }

  #wantedTop(): number {
    const end = Math.max(0, this.#layout.height - this.#view)
    if (this.#anchor === 'end') return end
    const index = this.#anchorIndex()
    if (index < 0) return Math.min(end, this.#box?.scrollTop ?? end)
    const { offset } = this.#anchor
    return Math.max(0, Math.min(end, (this.#layout.offsets[index] ?? 0) - offset))
  }

  #anchorIndex(): number {
    const anchor = this.#anchor
    return anchor === 'end' ? -1 : this.#rows.findIndex(({ key }) => key === anchor.key)
  }

  #position({ scrollTop, scrollHeight, clientHeight }: HTMLElement): Position {
    const left = scrollHeight - clientHeight - scrollTop
    return { nearStart: scrollTop < NEAR, nearEnd: left < NEAR, atEnd: left < AT_END }
  }
}

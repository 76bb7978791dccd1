/** Where rows of different heights stand, of which most were never drawn. */
export interface Layout {
  /** Pixels from the top to each row; one more for the end. */
  readonly offsets: readonly number[]
  readonly height: number
}

export interface Range {
  readonly start: number
  /** Not included. */
  readonly end: number
}

/**
 * @param heightOf as it was measured, or a guess
 * @param tail pixels below the last one
 */
export function layOut<Row>(
  rows: readonly Row[],
  heightOf: (row: Row) => number,
  tail: number,
): Layout {
  const offsets = [0]
  let height = 0
  for (const row of rows) {
    height += heightOf(row)
    offsets.push(height)
  }
  return { offsets, height: height + tail }
}

/** The row at a distance from the top; the last one beyond the end. */
export function rowAt({ offsets }: Layout, distance: number): number {
  let low = 0
  let high = Math.max(0, offsets.length - 2)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= distance) low = middle
    else high = middle - 1
  }
  return low
}

/** The rows that are seen between two distances. */
export function rowsBetween(layout: Layout, top: number, bottom: number): Range {
  const count = layout.offsets.length - 1
  if (count === 0) return { start: 0, end: 0 }
  return { start: rowAt(layout, top), end: Math.min(count, rowAt(layout, bottom) + 1) }
}

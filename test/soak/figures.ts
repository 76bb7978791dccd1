/** Durations since they were last asked for; milliseconds. */
export class Durations {
  #values: number[] = []

  add(value: number): void {
    this.#values.push(value)
  }

  /** The median and the 99th percentile since the last call; 0 when there was nothing. */
  take(): { readonly p50: number; readonly p99: number; readonly count: number } {
    const sorted = this.#values.toSorted((a, b) => a - b)
    this.#values = []
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
    return { p50: at(0.5), p99: at(0.99), count: sorted.length }
  }
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

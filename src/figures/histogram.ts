/** Counts values by the smallest of some fixed bounds that they do not exceed. */
export class Histogram {
  readonly #bounds: readonly number[]
  /** One more than there are bounds: for what exceeds all of them. */
  readonly #counts: number[]
  #sum = 0

  /** @param bounds ascending */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  observe(value: number): void {
    let index = 0
    while (index < this.#bounds.length && value > (this.#bounds[index] as number)) index += 1
    this.#counts[index] = (this.#counts[index] as number) + 1
    this.#sum += value
  }

  /** Counts what another one with the same bounds has counted. */
  add({ counts, sum }: Histogram): void {
    for (const [index, count] of counts.entries()) {
      this.#counts[index] = (this.#counts[index] ?? 0) + count
    }
    this.#sum += sum
  }

  /** By bound; the last one is of what exceeds all of them. */
  get counts(): readonly number[] {
    return this.#counts
  }

  get sum(): number {
    return this.#sum
  }

  /** How many values do not exceed each bound, as Prometheus has it; the last one counts all. */
  cumulative(): { readonly bound: number; readonly count: number }[] {
    let count = 0
    return this.#counts.map((each, index) => {
      count += each
      return { bound: this.#bounds[index] ?? Number.POSITIVE_INFINITY, count }
    })
  }

  /** The bound that so large a part of the values does not exceed; 0 while there is none. */
  quantile(part: number): number {
    const all = this.cumulative()
    const total = all.at(-1)?.count ?? 0
    return total === 0 ? 0 : (all.find(({ count }) => count >= total * part)?.bound ?? 0)
  }
}

/** What was asked of one tenant. */
export interface Activity {
  readonly id: string
  /** Answered requests, each second. */
  readonly rate: number
  /** From requests to their answers, on average, and the longest; seconds. */
  readonly mean: number
  readonly slowest: number
}

/** What the busiest tenants are the first of. */
export type ActivityOrder = 'rate' | 'mean' | 'slowest'

/** Milliseconds; figures are of the last one to two of them. */
const WINDOW = 60_000
/** Tenants that one window counts. More are in use at once nowhere that this was measured. */
const MOST = 10_000

interface Sums {
  requests: number
  seconds: number
  slowest: number
}

/** Which tenants are in use now. What it holds is bounded, and forgotten after two minutes. */
export class TenantActivity {
  #current = new Map<string, Sums>()
  #previous = new Map<string, Sums>()
  #began: number
  #previousBegan: number

  /** @param now as of `performance.now()`, here and below */
  constructor(now: number) {
    this.#began = now
    this.#previousBegan = now
  }

  note(id: string, seconds: number, now: number): void {
    if (now - this.#began > WINDOW) this.#turn(now)
    const sums = this.#current.get(id)
    if (sums) {
      sums.requests += 1
      sums.seconds += seconds
      if (seconds > sums.slowest) sums.slowest = seconds
    } else if (this.#current.size < MOST) {
      this.#current.set(id, { requests: 1, seconds, slowest: seconds })
    }
  }

  /** At most `count` tenants, those first that come first by `order`. */
  first(count: number, order: ActivityOrder, now: number): Activity[] {
    if (now - this.#began > WINDOW) this.#turn(now)
    const found: Activity[] = []
    for (const each of this.#all(now)) {
      if (found.length === count && each[order] <= (found.at(-1)?.[order] ?? 0)) continue
      const place = found.findIndex((other) => other[order] < each[order])
      found.splice(place === -1 ? found.length : place, 0, each)
      if (found.length > count) found.pop()
    }
    return found
  }

  /** One of them; null where nobody has used it lately. */
  of(id: string, now: number): Activity | null {
    if (now - this.#began > WINDOW) this.#turn(now)
    const parts = [this.#current.get(id), this.#previous.get(id)]
    return parts.some(Boolean) ? activity(id, parts, this.#period(now)) : null
  }

  *#all(now: number): Generator<Activity> {
    const period = this.#period(now)
    for (const [id, sums] of this.#current) {
      yield activity(id, [sums, this.#previous.get(id)], period)
    }
    for (const [id, sums] of this.#previous) {
      if (!this.#current.has(id)) yield activity(id, [sums], period)
    }
  }

  /** Seconds that the figures are of. */
  #period(now: number): number {
    return Math.max(1_000, now - this.#previousBegan) / 1_000
  }

  #turn(now: number): void {
    const idle = now - this.#began > 2 * WINDOW
    this.#previous = idle ? new Map() : this.#current
    this.#previousBegan = idle ? now - WINDOW : this.#began
    this.#current = new Map()
    this.#began = now
  }
}

function activity(id: string, parts: readonly (Sums | undefined)[], period: number): Activity {
  const sums = { requests: 0, seconds: 0, slowest: 0 }
  for (const part of parts) {
    if (part === undefined) continue
    sums.requests += part.requests
    sums.seconds += part.seconds
    sums.slowest = Math.max(sums.slowest, part.slowest)
  }
  return {
    id,
    rate: sums.requests / period,
    mean: sums.seconds / sums.requests,
    slowest: sums.slowest,
  }
}

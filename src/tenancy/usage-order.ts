import { LRUCache } from 'lru-cache'

/** Of the places, for those that were used again since they were opened. */
const FOR_USED_AGAIN = 0.85

/** With fewer places there is one order for all: whoever comes needs one of them. */
const FEW = 40

interface Used {
  readonly id: string
  /** As of `performance.now()`. */
  readonly usedAt: number
}

/**
 * What is open, in the order in which it makes room for others: first what was used once since it
 * was opened, then what was used again, of both the longest unused first. So whoever comes by once
 * does not push out those that are used all the time (a segmented LRU: Karedla, Love and Wherry,
 * "Caching Strategies to Improve Disk System Performance", IEEE Computer 27-3, 1994).
 */
export class UsageOrder<Value extends Used> {
  readonly #once: LRUCache<string, Value>
  /** Undefined where there are few places. */
  readonly #again: LRUCache<string, Value> | undefined
  readonly #mostAgain: number

  /** @param places values at the most, which the caller sees to */
  constructor(places: number) {
    this.#mostAgain = Math.floor(places * FOR_USED_AGAIN)
    this.#once = new LRUCache({ max: places })
    this.#again = places < FEW ? undefined : new LRUCache({ max: this.#mostAgain + 1 })
  }

  get size(): number {
    return this.#once.size + (this.#again?.size ?? 0)
  }

  /** Its first use is that it was opened. */
  add(value: Value): void {
    this.#once.set(value.id, value)
  }

  /** Counts as a use. */
  use(id: string): Value | undefined {
    const again = this.#again
    const known = again?.get(id)
    if (known !== undefined) return known
    const value = this.#once.get(id)
    if (value === undefined || again === undefined) return value
    this.#once.delete(id)
    again.set(id, value)
    if (again.size > this.#mostAgain) this.#stepBack(again)
    return value
  }

  peek(id: string): Value | undefined {
    return this.#again?.peek(id) ?? this.#once.peek(id)
  }

  delete(id: string): void {
    this.#again?.delete(id)
    this.#once.delete(id)
  }

  /** All of them, in their order. */
  *values(): Generator<Value> {
    yield* oldestFirst(this.#once)
    if (this.#again) yield* oldestFirst(this.#again)
  }

  /** Those that nobody has used since `time`. */
  *unusedSince(time: number): Generator<Value> {
    // Not in the order of their times: some had to step back.
    for (const value of oldestFirst(this.#once)) if (value.usedAt <= time) yield value
    for (const value of this.#again ? oldestFirst(this.#again) : []) {
      if (value.usedAt > time) return
      yield value
    }
  }

  /** The longest unused of those that were used again has to be used again once more. */
  #stepBack(again: LRUCache<string, Value>): void {
    const [value] = oldestFirst(again)
    if (value === undefined) return
    again.delete(value.id)
    this.#once.set(value.id, value)
  }
}

function* oldestFirst<Value extends object>(cache: LRUCache<string, Value>): Generator<Value> {
  for (const value of cache.rvalues()) if (value !== undefined) yield value
}

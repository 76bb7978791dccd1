import type { Subscriber } from './subscriber.ts'

/** A sign of life for each device, in turn. */
export class Heartbeats {
  /** When each is due next; in that order, because all wait equally long. */
  readonly #due = new Map<Subscriber, number>()
  readonly #every: number
  #timer: ReturnType<typeof setInterval> | undefined

  /** @param every milliseconds */
  constructor(every: number) {
    this.#every = every
  }

  add(subscriber: Subscriber): void {
    this.#due.set(subscriber, performance.now() + this.#every)
    this.#timer ??= setInterval(() => this.#beat(), this.#every / 50)
  }

  remove(subscriber: Subscriber): void {
    this.#due.delete(subscriber)
    if (this.#due.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #beat(): void {
    const now = performance.now()
    for (const [subscriber, due] of this.#due) {
      if (due > now) return
      this.#due.delete(subscriber)
      this.#due.set(subscriber, now + this.#every)
      // May end it, which takes it out of the map.
      subscriber.outlet.beat(subscriber.cursor)
    }
  }
}

import { Histogram } from './histogram.ts'

/** Seconds. A turn of the event loop is to take a few milliseconds at the most. */
const BOUNDS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5] as const

/** Milliseconds between two looks: what holds the loop for longer than this is never missed. */
const EVERY = 100

/** How late timers fire, which is how long everybody waits for what runs on the event loop. */
export class LoopDelay {
  readonly delays = new Histogram(BOUNDS)
  #timer: ReturnType<typeof setInterval> | undefined

  start(): void {
    let last = performance.now()
    this.#timer = setInterval(() => {
      const now = performance.now()
      this.delays.observe(Math.max(0, now - last - EVERY) / 1_000)
      last = now
    }, EVERY)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

export interface RecurringOptions {
  /** Milliseconds until the first run, and from the end of one to the next. */
  readonly first: number
  readonly every: number
}

/** Runs something again and again, one run at a time, until it is stopped. */
export class Recurring {
  /** Handles its own errors, and ends soon once {@link stopped}. */
  readonly #run: () => Promise<void>
  readonly #every: number
  #timer: ReturnType<typeof setTimeout>
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(run: () => Promise<void>, { first, every }: RecurringOptions) {
    this.#run = run
    this.#every = every
    this.#timer = this.#start(first)
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /** Resolves when the run that is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  /** The timer does not hold the process. */
  #start(wait: number): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => {
      this.#running = this.#run().finally(() => {
        if (!this.#stopped) this.#timer = this.#start(this.#every)
      })
    }, wait)
    timer.unref()
    return timer
  }
}

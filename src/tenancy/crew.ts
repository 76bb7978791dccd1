import { WorkerChannel } from './worker-channel.ts'

/** A few worker threads that share a list of work. */
export class Crew {
  readonly #workers: readonly WorkerChannel[]

  /** @param size how much is worked on at the same time */
  constructor(workerUrl: URL, size: number) {
    this.#workers = Array.from({ length: size }, () => new WorkerChannel(workerUrl))
  }

  /**
   * Calls `work` for each item, in their order, with a worker that has nothing
   * else to do. Once `stopped` says so, or one has failed, no other item is begun; what was begun
   * comes to its end, because a worker that is closed meanwhile would leave it half done.
   */
  async workThrough<Item>(
    items: Iterable<Item> | AsyncIterable<Item>,
    work: (item: Item, worker: WorkerChannel) => Promise<void>,
    stopped: () => boolean,
  ): Promise<void> {
    const list = inTurn(items)
    let failed = false
    const member = async (worker: WorkerChannel): Promise<void> => {
      try {
        while (!failed && !stopped()) {
          const next = await list.next()
          if (next.done || failed || stopped()) return
          await work(next.value, worker)
        }
      } catch (error) {
        failed = true
        throw error
      }
    }
    const ends = await Promise.allSettled(this.#workers.map(member))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  close(): void {
    for (const worker of this.#workers) worker.close()
  }
}

/** Whoever asks while the next one is still being made waits behind those who asked before. */
async function* inTurn<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<Item> {
  yield* items
}

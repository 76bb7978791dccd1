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
   * else to do. Once `stopped` says so no other item is begun.
   */
  async workThrough<Item>(
    items: readonly Item[],
    work: (item: Item, worker: WorkerChannel) => Promise<void>,
    stopped: () => boolean,
  ): Promise<void> {
    let next = 0
    const member = async (worker: WorkerChannel): Promise<void> => {
      while (next < items.length && !stopped()) {
        const item = items[next] as Item
        next += 1
        await work(item, worker)
      }
    }
    await Promise.all(this.#workers.map(member))
  }

  close(): void {
    for (const worker of this.#workers) worker.close()
  }
}

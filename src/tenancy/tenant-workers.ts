import type { LifeCycleContext } from './life-cycle/context.ts'
import { TRANSFERS_AT_ONCE } from './life-cycle/life-cycle.ts'
import { QUESTIONS_AT_ONCE } from './questions.ts'
import { WorkerChannel } from './worker-channel.ts'

/** Migrations that run at the same time: one core stays with the requests. */
const MIGRATION_WORKERS = 2

/** The threads in which the files of tenants are worked on, each kind of work in its own. */
export class TenantWorkers {
  /** Moves logs into files, where these are closed and where they are not. */
  readonly closing: WorkerChannel
  /** For what life-cycle operations do with the files of one tenant, and is short or streamed. */
  readonly operating: WorkerChannel
  readonly scrubbing: WorkerChannel
  /** For what makes those who write the same file wait. */
  readonly keeping: WorkerChannel
  readonly answering: readonly WorkerChannel[]
  readonly migrating: readonly WorkerChannel[]
  /** For exports and imports, which take as long as a tenant is large. */
  readonly #transferring: readonly WorkerChannel[]

  /** @param url what each thread runs */
  constructor(url: URL) {
    const several = (length: number) => Array.from({ length }, () => new WorkerChannel(url))
    this.closing = new WorkerChannel(url)
    this.operating = new WorkerChannel(url)
    this.scrubbing = new WorkerChannel(url)
    this.keeping = new WorkerChannel(url)
    this.#transferring = several(TRANSFERS_AT_ONCE)
    this.answering = several(QUESTIONS_AT_ONCE)
    this.migrating = several(MIGRATION_WORKERS)
  }

  readonly transform: LifeCycleContext['transform'] = async (kind, path, target) => {
    await this.operating.ask({ kind, path, target })
  }

  readonly transfer: LifeCycleContext['transfer'] = async (request) => {
    // There are as many as transfers at once, so one is free.
    await this.#transferring.find(({ pending }) => pending === 0)?.ask(request)
  }

  close(): void {
    const { closing, operating, scrubbing, keeping, answering, migrating } = this
    const single = [closing, operating, scrubbing, keeping]
    for (const worker of [...single, ...this.#transferring, ...answering, ...migrating]) {
      worker.close()
    }
  }
}

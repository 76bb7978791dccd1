import { DurabilityLost } from '../../database/errors.ts'
import { toSqliteTime } from '../../database/time.ts'
import type { RestoreSource } from '../backups/prepare-restore.ts'
import type { Fill } from '../create-tenant.ts'
import { OperationRunning } from '../errors.ts'
import type { JournalEntry, OperationKind } from '../operation-journal.ts'
import { Permits } from '../permits.ts'
import type { Tenant } from '../tenant.ts'
import type { Founder } from '../transfer.ts'
import { archive, finishArchive, finishUnarchive, unarchive } from './archive.ts'
import type { LifeCycleContext } from './context.ts'
import { type ExportOptions, exportTenant, finishExport } from './export.ts'
import { cloning, importing, likeTemplate } from './import.ts'
import { finishPurge, type PurgeOptions, type PurgeReport, purge } from './purge.ts'
import { finishRestore, type RestoreReport, restore, restoring } from './restore.ts'
import {
  type Alongside,
  makeReadOnly,
  markDeleted,
  rename,
  resume,
  suspend,
  undelete,
} from './states.ts'

/** Operations that may be moving the files of tenants at the same time. */
const MOVES_AT_ONCE = 2
/** Exports and imports at the same time, so that a large one does not keep all others. */
export const TRANSFERS_AT_ONCE = 2

/**
 * The operations on one tenant: one at a time for each, in this process by
 * {@link OperationRunning} and among processes by the lock of the data directory.
 *
 * What is to happen `alongside` runs in the unit of work that begins the operation,
 * which for most is all of it.
 */
export class LifeCycle {
  readonly #context: LifeCycleContext
  readonly #running = new Map<string, Promise<unknown>>()
  readonly #moves = new Permits(MOVES_AT_ONCE)
  readonly #transfers = new Permits(TRANSFERS_AT_ONCE)

  constructor(context: LifeCycleContext) {
    this.#context = context
  }

  suspend(id: string, reason: string, alongside?: Alongside): Promise<Tenant> {
    return this.#alone(id, () => suspend(this.#context, id, reason, alongside))
  }

  resume(id: string, alongside?: Alongside): Promise<Tenant> {
    return this.#alone(id, () => resume(this.#context, id, alongside))
  }

  makeReadOnly(id: string, alongside?: Alongside): Promise<Tenant> {
    return this.#alone(id, () => makeReadOnly(this.#context, id, alongside))
  }

  rename(id: string, slug: string, alongside?: Alongside): Promise<Tenant> {
    return this.#alone(id, () => rename(this.#context, id, slug, alongside))
  }

  delete(id: string, deleteAfter: Date, alongside?: Alongside): Promise<Tenant> {
    return this.#alone(id, () => markDeleted(this.#context, id, deleteAfter, alongside))
  }

  undelete(id: string, alongside?: Alongside): Promise<Tenant> {
    return this.#alone(id, () => undelete(this.#context, id, alongside))
  }

  archive(id: string, alongside?: Alongside): Promise<void> {
    const work = () => archive(this.#context, id, alongside)
    return this.#alone(id, () => permitted(this.#moves, work))
  }

  unarchive(id: string, alongside?: Alongside): Promise<void> {
    const work = () => unarchive(this.#context, id, alongside)
    return this.#alone(id, () => permitted(this.#moves, work))
  }

  purge(id: string, options?: PurgeOptions): Promise<PurgeReport> {
    const work = () => permitted(this.#moves, () => purge(this.#context, id, options))
    return this.#alone(id, work, 'purge')
  }

  export(id: string, options: ExportOptions, alongside?: Alongside): Promise<void> {
    const work = () => exportTenant(this.#context, id, options, alongside)
    return this.#alone(id, () => permitted(this.#transfers, work))
  }

  /** Puts an older state in the place of the present one, which is kept. */
  restore(id: string, source: RestoreSource, alongside?: Alongside): Promise<RestoreReport> {
    const work = () => restore(this.#context, id, source, alongside)
    return this.#alone(id, () => permitted(this.#transfers, work))
  }

  /** How a new tenant is made out of a backup. @param original whose backup it is */
  restoring(source: RestoreSource, original: string): Fill {
    const fill = restoring(this.#context, source, original)
    return (path, id) => permitted(this.#transfers, async () => fill(path, id))
  }

  /** How a new tenant is made out of an export. */
  importing(file: string): Fill {
    const fill = importing(this.#context, file)
    return (path, id) => permitted(this.#transfers, async () => fill(path, id))
  }

  /** How a new tenant is made out of another one. */
  cloning(source: string): Fill {
    const fill = cloning(this.#context, source)
    return (path, id) =>
      this.#alone(source, () => permitted(this.#transfers, async () => fill(path, id)))
  }

  /**
   * Runs `work` while no operation on the tenant does, after one that was
   * interrupted has been completed or undone.
   *
   * @throws OperationRunning
   */
  undisturbed<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#alone(id, work)
  }

  /** How a new tenant is laid out like another one. */
  likeTemplate(template: string, founder: Founder): Fill {
    const fill = likeTemplate(this.#context, template, founder)
    const work = (path: string, id: string) =>
      permitted(this.#transfers, async () => fill(path, id))
    return (path, id) => this.#alone(template, () => work(path, id))
  }

  /** At most `limit` deleted tenants whose time is over, the longest first. */
  due(limit: number): Tenant[] {
    return this.#context.registry.due(toSqliteTime(new Date()), limit)
  }

  /**
   * Completes or undoes what a crash interrupted. Only for whoever holds the
   * lock of the data directory. One that fails is tried again at the next start.
   *
   * @param onFailed told of each that fails
   * @returns how many were settled
   */
  async settle(onFailed: (id: string, error: unknown) => void): Promise<number> {
    let settled = 0
    for (const entry of this.#context.journal.all()) {
      try {
        await this.#finish(entry)
        settled += 1
      } catch (error) {
        onFailed(entry.tenant_id, error)
      }
    }
    return settled
  }

  /** Resolves when nothing is under way. */
  async close(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values())
  }

  /** @param resumes the kind of an interrupted operation that `work` itself goes on with */
  async #alone<T>(id: string, work: () => Promise<T>, resumes?: OperationKind): Promise<T> {
    if (this.#running.has(id)) {
      throw new OperationRunning('another operation on this workspace is under way: wait for it')
    }
    const running = this.#settleFirst(id, work, resumes)
    this.#running.set(id, running)
    try {
      return await running
    } finally {
      this.#running.delete(id)
    }
  }

  async #settleFirst<T>(id: string, work: () => Promise<T>, resumes?: OperationKind): Promise<T> {
    const { journal } = this.#context
    const interrupted = journal.find(id)
    // It failed in this process; what has just been asked for may build on it.
    if (interrupted && interrupted.kind !== resumes) await this.#finish(interrupted)
    try {
      return await work()
    } catch (error) {
      const failed = journal.find(id)
      // Whether a row that was written is there, only the next start will know.
      if (failed && !(error instanceof DurabilityLost)) {
        await this.#finish(failed).catch(() => undefined)
      }
      throw error
    }
  }

  async #finish({ tenant_id: id, kind, step, data }: JournalEntry): Promise<void> {
    switch (kind) {
      case 'archive':
        return finishArchive(this.#context, id, step)
      case 'unarchive':
        return finishUnarchive(this.#context, id, step)
      case 'purge':
        return finishPurge(this.#context, id)
      case 'export':
        return finishExport(this.#context, id, data)
      case 'restore':
        return finishRestore(this.#context, id, step, data)
    }
  }
}

async function permitted<T>(permits: Permits, work: () => Promise<T>): Promise<T> {
  await permits.take()
  try {
    return await work()
  } finally {
    permits.give()
  }
}

import { backoff, pause } from '../database/backoff.ts'
import { DatabaseBusy, PendingMigrations } from '../database/errors.ts'
import type { Holds } from './holds.ts'
import type { OpenTenants } from './open-tenants.ts'
import type { TenantPoolOptions } from './pool-options.ts'
import type { TenantDatabase } from './tenant-database.ts'

interface OpeningsOptions<Db extends TenantDatabase>
  extends Pick<TenantPoolOptions<Db>, 'migration' | 'patience'> {
  readonly tenants: OpenTenants<Db>
  readonly holds: Holds
}

/** Openings that need a wait: for room, locks, a migration, or whoever has the tenant alone. */
export class Openings<Db extends TenantDatabase> {
  readonly #options: OpeningsOptions<Db>
  /** Single flight: one opening for all who wait for the same tenant. */
  readonly #opening = new Map<string, Promise<void>>()
  /** Since the start. */
  waits = 0

  constructor(options: OpeningsOptions<Db>) {
    this.#options = options
  }

  /** The opening of this tenant that is under way. */
  of(id: string): Promise<void> | undefined {
    return this.#opening.get(id)
  }

  /**
   * Resolves when the tenant was opened; it may have been closed again since.
   *
   * @throws PoolExhausted, TenantMigrating, TenantHeld, DatabaseBusy, and whatever is wrong with the file
   */
  wait(id: string): Promise<void> {
    let opening = this.#opening.get(id)
    if (!opening) {
      this.waits += 1
      opening = this.#open(id).finally(() => this.#opening.delete(id))
      this.#opening.set(id, opening)
    }
    return opening
  }

  async #open(id: string): Promise<void> {
    const { tenants, holds, migration, patience } = this.#options
    const deadline = performance.now() + patience
    for (let attempt = 0; ; ) {
      try {
        if (holds.has(id)) await holds.wait(id, deadline)
        const entry = tenants.tryOpen(id)
        if (entry) {
          entry.awaited = true
          return
        }
        await tenants.makeRoomFor(id, deadline)
      } catch (error) {
        if (error instanceof PendingMigrations) {
          await migration.run(id)
        } else if (error instanceof DatabaseBusy && performance.now() < deadline) {
          await pause(backoff(attempt))
          attempt += 1
        } else {
          throw error
        }
      }
    }
  }
}

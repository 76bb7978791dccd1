import type { Services } from './services.ts'
import { PoolClosed } from './tenancy/errors.ts'

/**
 * Deletes in the background what is left of deleted rooms, one unit of work
 * after another, so that other requests come in between. At most one goes on per
 * workspace. What a stop or a failure interrupts is found again by its mark.
 */
export class UnfinishedDeletions {
  readonly #services: Services
  /** By workspace: whether it was asked for again meanwhile. */
  readonly #running = new Map<string, boolean>()

  constructor(services: Services) {
    this.#services = services
  }

  /** Returns at once. Failures are logged. */
  finish(workspace: string): void {
    const runs = this.#running.has(workspace)
    this.#running.set(workspace, runs)
    if (!runs) void this.#run(workspace)
  }

  async #run(workspace: string): Promise<void> {
    try {
      for (;;) {
        this.#running.set(workspace, false)
        while (await this.#deleteSome(workspace)) {
          // Each turn is a unit and a commit of its own.
        }
        // Asked for after the last look: that deletion may not have been seen.
        if (this.#running.get(workspace) !== true) break
      }
      this.#services.tenants.scrubs.soon(workspace)
    } catch (err) {
      // The next start goes on.
      if (err instanceof PoolClosed) return
      this.#services.log.error({ tenant: workspace, err }, 'deleted room still has messages')
    } finally {
      this.#running.delete(workspace)
    }
  }

  /** @returns whether there is more to delete and it may go on */
  async #deleteSome(workspace: string): Promise<boolean> {
    const { pool, registry } = this.#services.tenants
    // Not the rights of who asked for it: they may have gone since, and it is deleted all the same.
    if (registry.findById(workspace)?.state !== 'active') return false
    return pool.write({ id: workspace }, (db) => db.rooms.deleteRemains())
  }
}

import { join } from 'node:path'
import { Crew } from './crew.ts'
import type { Fleet, RunProgress, Selection } from './fleet.ts'
import { obstacle } from './obstacle.ts'
import { selector } from './select-tenants.ts'
import type { Tenant } from './tenant.ts'
import type { WorkerChannel } from './worker-channel.ts'

export interface FleetRehearsal extends Selection {
  /** The schema version that the workers bring tenants to. */
  readonly latestVersion: number
  /** A directory for copies of tenants that are in use. */
  readonly scratch: string
  readonly concurrency: number
  readonly signal: AbortSignal
  onProgress(progress: RunProgress): void
}

export interface RehearsalOutcome {
  /** Tenants that are behind. */
  readonly pending: number
  readonly succeeded: number
  readonly failed: readonly { readonly slug: string; readonly error: string }[]
  /** The time that all of them took together, one after the other. */
  readonly milliseconds: number
}

/**
 * Runs the pending migrations of every tenant that is behind, and keeps nothing
 * of it. Nobody is kept waiting, and nothing is written down.
 *
 * @throws UnknownTenant for a slug of the selection that nobody has
 */
export async function rehearseFleet(
  { directory, registry, journal, workerUrl }: Omit<Fleet, 'runs' | 'write'>,
  rehearsal: FleetRehearsal,
): Promise<RehearsalOutcome> {
  const { latestVersion, scratch, concurrency, signal, onProgress } = rehearsal
  const isMeant = selector(registry, rehearsal)
  const tenants = registry
    .behind(latestVersion)
    .filter((tenant) => isMeant(tenant) && obstacle({ registry, journal }, tenant.id) === null)
  const crew = new Crew(workerUrl, Math.max(1, Math.min(concurrency, tenants.length)))
  const failed: { slug: string; error: string }[] = []
  let succeeded = 0
  let milliseconds = 0
  async function work({ id, slug }: Tenant, worker: WorkerChannel): Promise<void> {
    const start = performance.now()
    try {
      const path = directory.database(id)
      await worker.ask({ kind: 'rehearse', path, owner: id, scratch: join(scratch, `${id}.db`) })
      succeeded += 1
    } catch (error) {
      failed.push({ slug, error: error instanceof Error ? error.message : String(error) })
    }
    milliseconds += performance.now() - start
    const done = succeeded + failed.length
    onProgress({ done, failed: failed.length, total: tenants.length, last: slug })
  }
  try {
    await crew.workThrough(tenants, work, () => signal.aborted)
  } finally {
    crew.close()
  }
  return { pending: tenants.length, succeeded, failed, milliseconds }
}

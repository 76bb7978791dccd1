import type { Config } from '../src/config.ts'
import type { Fleet } from '../src/tenancy/fleet.ts'
import { lockFleet } from '../src/tenancy/fleet-lock.ts'
import { MigrationRuns } from '../src/tenancy/migration-runs.ts'
import { OperationJournal } from '../src/tenancy/operation-journal.ts'
import { openRegistry } from './open-registry.ts'

/** The thread in which files are worked on. */
export const WORKER = new URL('../src/workers/tenant-worker.ts', import.meta.url)

/**
 * Calls `work` as the only one who runs over the fleet; somebody who does so
 * already is waited for.
 *
 * @throws Error when the wait was interrupted, or there is no data directory
 */
export async function withFleet<T>(
  config: Config,
  signal: AbortSignal,
  work: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  // A claim that a power loss could take back would leave a change that is nobody's.
  using open = openRegistry({ ...config, durability: 'full' })
  const { directory, database, registry } = open
  const onWait = (holder: string) =>
    process.stderr.write(`waiting for ${holder}, which runs over the fleet\n`)
  const lock = await lockFleet(directory, onWait, signal)
  if (!lock) throw new Error('interrupted: nothing was done')
  try {
    return await work({
      directory,
      registry,
      journal: new OperationJournal(database.sql),
      runs: new MigrationRuns(database.sql),
      workerUrl: WORKER,
      write: (unit) => database.write(unit),
    })
  } finally {
    lock.release()
  }
}

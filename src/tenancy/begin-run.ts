import { hostname } from 'node:os'
import type { Fleet } from './fleet.ts'
import type { MigrationRun, NewRun } from './migration-run.ts'

/**
 * Begins a run, or goes on with one that was asked for the same and did not come
 * to its end. To be called by whoever holds the lock of the fleet.
 */
export function beginRun(
  { runs, write }: Fleet,
  run: Omit<NewRun, 'host' | 'pid'>,
): Promise<MigrationRun> {
  const wanted = { ...run, host: hostname(), pid: process.pid }
  return write(() => {
    runs.abandonAll()
    const before = runs.resumable(wanted)
    if (!before) return runs.insert(wanted)
    runs.resume(before.id, wanted)
    return before
  })
}

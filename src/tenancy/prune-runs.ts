import { rmSync } from 'node:fs'
import { syncDirectory } from './data-directory.ts'
import type { Fleet } from './fleet.ts'

/** Rows of one unit of work, which is to stay under a megabyte. */
const AT_ONCE = 1_000

/**
 * Forgets runs that ended before a moment, with the snapshots that they have
 * kept: they can be undone no more. The last run stays, as does whatever a run
 * that stays refers to. To be called by whoever holds the lock of the fleet.
 *
 * @param before UTC in SQLite's text form
 * @returns ids of the runs, newest first, because what undoes a run refers to it
 */
export async function pruneRuns(fleet: Fleet, before: string): Promise<number[]> {
  const { directory, runs, write } = fleet
  const pruned: number[] = []
  for (const id of runs.endedBefore(before)) {
    // Snapshots first: they are what somebody wants to be rid of, and after a crash this goes on.
    rmSync(directory.snapshots(id), { recursive: true, force: true })
    let left = AT_ONCE
    while (left === AT_ONCE) left = await write(() => runs.forgetTenants(id, AT_ONCE))
    await write(() => runs.forget(id))
    pruned.push(id)
  }
  if (pruned.length > 0) syncDirectory(directory.path)
  return pruned
}

import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DataDirectory } from '../data-directory.ts'
import { isRunId, timeOfRun } from './run-id.ts'

const DAY = 24 * 60 * 60_000

/** Removes what restored tenants were before, as old as backups may become. */
export function expireKept(directory: DataDirectory, keepDays: number, now: Date): void {
  if (!existsSync(directory.allKept)) return
  for (const id of readdirSync(directory.allKept)) {
    const times = readdirSync(directory.kept(id))
    const expired = times.filter(
      (time) => isRunId(time) && timeOfRun(time).getTime() + keepDays * DAY < now.getTime(),
    )
    for (const time of expired) rmSync(join(directory.kept(id), time), { recursive: true })
    if (expired.length === times.length) rmdirSync(directory.kept(id))
  }
}

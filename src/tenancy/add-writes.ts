import type { WriteStatistics } from '../database/write-queue.ts'

export const NO_WRITES: WriteStatistics = { commits: 0, units: 0, busyRetries: 0 }

export function addWrites(a: WriteStatistics, b: WriteStatistics): WriteStatistics {
  return {
    commits: a.commits + b.commits,
    units: a.units + b.units,
    busyRetries: a.busyRetries + b.busyRetries,
  }
}

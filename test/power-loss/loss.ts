import type { Random } from './random.ts'

/**
 * What is on the disk when the power comes back.
 * - `drop-all-unsynced`: nothing but what was synced
 * - `keep-all`: everything, as after the end of a process
 * - `{ random }`: what was synced, and of the rest an arbitrary part, down to single sectors
 */
export type Loss = 'drop-all-unsynced' | 'keep-all' | { random: Random }

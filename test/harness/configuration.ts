import type { Durability } from '../../src/config.ts'

/*
 * In which configuration the suite runs: that of every server, fleet and database whose test does
 * not say another one. `npm run test:pool-1` and `npm run test:full` set it.
 */

/** Workspaces that may be open at once; absent: as many as the server would say. */
export const POOL_MAX =
  process.env['TEST_POOL_MAX'] === undefined ? undefined : Number(process.env['TEST_POOL_MAX'])

export const DURABILITY: Durability = process.env['TEST_DURABILITY'] === 'full' ? 'full' : 'normal'

/**
 * For the tests that need several workspaces to be open, whatever the suite runs with:
 * - test/contract: a digest of all bytes of a workspace that nobody may touch; making room for
 *   another one moves what is in its log
 * - foreign-locks, busy-opening: one that another process has locked is in use until those who
 *   wait for it give up, and has the only place meanwhile
 * - failing-disk, limits: what is open is served, and nothing else can be opened meanwhile
 * - closing-the-pool, kysely-leases, room: two are lent, or one is, or is being closed, while the
 *   other one is used
 */
export const SEVERAL = 100

/** The same as a server reads it. */
export const CONFIGURATION = {
  ...(POOL_MAX !== undefined && { POOL_MAX: String(POOL_MAX) }),
  DURABILITY,
}

import { readFileSync } from 'node:fs'
import type { Durability } from '../config.ts'

/**
 * Descriptors that one open tenant costs: the database, its WAL, its shared
 * memory; with durability `full` the WAL once more, to be synced by.
 */
const PER_TENANT = { normal: 3, full: 4 } as const
/**
 * A lease may open a second connection for Kysely: database and WAL once more.
 * About as many tenants as there may be leases keep one descriptor after theirs;
 * twice as many for a moment, while they are being written to.
 */
const PER_LEASE = 4
/** A tenant that is being closed is open in the closing worker too. */
const PER_CLOSING = 3
/** Tenants at the most, unless the operator says more: each costs up to 300 KB of memory. */
const MOST = 10_000
/** Sockets, auth database, workers, logs. A quarter of the limit comes on top. */
const RESERVE = 128

/** How many things may be open at once, so that the process never runs out of descriptors. */
export interface PoolCapacity {
  /** Open tenants. */
  readonly tenants: number
  /** Leases at the same time. */
  readonly leases: number
  /** Tenants, among the open ones, that are kept free for those being closed. */
  readonly closing: number
}

/**
 * @param poolMax tenants the operator wants at the most
 * @param durability of the tenants' databases
 * @param descriptors the process's limit
 * @throws RangeError when `poolMax` does not fit the limit
 */
export function poolCapacity(
  poolMax?: number,
  durability: Durability = 'normal',
  descriptors: number = descriptorLimit(),
): PoolCapacity {
  const usable = Math.floor(descriptors * 0.75) - RESERVE
  const leases = Math.max(1, Math.min(64, Math.floor(usable / 20 / PER_LEASE)))
  const available = usable - leases * PER_LEASE
  // Of n tenants an eighth, at most 64, may be closing and then counts twice.
  const most = Math.max(1, Math.floor((available - 64 * PER_CLOSING) / PER_TENANT[durability]))
  if (poolMax !== undefined && poolMax > most) {
    throw new RangeError(
      `POOL_MAX=${poolMax} needs more than the ${descriptors} files this process may open: use at most ${most}, or raise the limit (ulimit -n)`,
    )
  }
  const tenants = poolMax ?? Math.min(most, MOST)
  return { tenants, leases, closing: Math.min(64, Math.floor(tenants / 8)) }
}

/** The soft limit of open files of this process; Bun has raised it to the hard one. */
export function descriptorLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
    if (soft) return Number(soft)
  } catch {
    // No /proc outside of Linux.
  }
  return 1024
}

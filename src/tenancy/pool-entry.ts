import type { TenantDatabase } from './tenant-database.ts'

/** One open tenant, and who uses it across turns of the event loop. */
export class PoolEntry<Db extends TenantDatabase> {
  /** Units of work that are not answered yet. */
  writes = 0
  /** Pages written, as estimated, when its log was last to be moved into the file. */
  pagesMoved = 0
  /** Units of work at which it is to be asked next whether it has put something off. */
  upkeepAskedAt = 0
  /** Asynchronous callbacks that hold the database. */
  leases = 0
  /** Opened for somebody whose turn has not come: evicting it now could go on for ever. */
  awaited = false
  /** Somebody waits for its place: new uses wait until it was closed and opened again. */
  retiring = false
  /** Unused since it gave back its memory. */
  rests = false
  usedAt = performance.now()

  constructor(
    readonly id: string,
    readonly db: Db,
  ) {}

  get inUse(): boolean {
    return this.writes > 0 || this.leases > 0 || this.awaited
  }

  /** Since it was opened, as measured: a post by itself writes 8 to 9 pages, and each that shares its commit up to 1 more. */
  get pagesWritten(): number {
    const { commits, units } = this.db.writes
    return 8 * commits + units
  }

  /** Closing it would checkpoint and sync: too much for the event loop. */
  get dirty(): boolean {
    try {
      return this.db.walBytes > 0
    } catch {
      // Something is wrong with its directory, which is nobody else's trouble.
      return true
    }
  }
}

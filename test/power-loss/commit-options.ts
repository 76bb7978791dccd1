/** How programs/commit-units.ts commits, and when it says that a unit is safe. */
export type CommitOptions = {
  synchronous: 'FULL' | 'NORMAL' | 'OFF'
  /**
   * When a unit is acknowledged: right after COMMIT, after an fdatasync of the WAL that follows it,
   * after one that runs while further units commit, or when such a one starts.
   */
  acknowledge: 'at-commit' | 'after-sync' | 'meanwhile' | 'too-early'
  /** Connections that take turns. */
  connections: number
  /** The number of the first unit, and how many follow one another. */
  first: number
  units: number
  /** Rows of 700 bytes in every tenth unit. */
  largeParts: number
  /** After so many pages the WAL is copied back, and then begun anew; 0: never. */
  checkpointPages: number
  /** Bytes above which a WAL that begins anew is cut; -1: never. */
  journalSizeLimit: number
  /** After every so many units the WAL is copied back and emptied; 0: never. */
  truncateEvery: number
  /** After every so many units the database is closed, which deletes the WAL, and opened again. */
  reopenEvery: number
  /** The WAL stays when the database is closed. */
  keepWal: boolean
  /** The WAL is always synced through the descriptor of the first one. */
  staleDescriptor: boolean
  /** At the end: close the database, leave without closing it, or be killed in the middle of a sync. */
  end: 'close' | 'exit' | 'kill'
}

export const COMMIT_DEFAULTS: CommitOptions = {
  synchronous: 'NORMAL',
  acknowledge: 'at-commit',
  connections: 1,
  first: 1,
  units: 60,
  largeParts: 60,
  checkpointPages: 20,
  journalSizeLimit: -1,
  truncateEvery: 0,
  reopenEvery: 0,
  keepWal: false,
  staleDescriptor: false,
  end: 'close',
}

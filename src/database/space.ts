/** How large a database may grow. Bytes. */
export interface SpaceLimit {
  /** What is in use beyond this lets nobody add anything. */
  readonly quota: number
  /** By so much more the file may grow, for whatever frees room or has to be written anyway. */
  readonly reserve: number
}

/** What a database holds, and may hold. Bytes. */
export interface SpaceUse {
  /** Pages of the file that are in use. */
  readonly pages: number
  /** Pages of the file that deletions have left, for what comes next. */
  readonly free: number
  /** Files beside it that count as part of it. */
  readonly beside: number
  /** The write-ahead log: what the next checkpoint moves into the file. */
  readonly log: number
  readonly limit: SpaceLimit | undefined
}

/** All of our files have pages of SQLite's default size. */
export const PAGE_SIZE = 4_096

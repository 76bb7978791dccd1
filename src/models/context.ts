import type { Sql } from '../database/port.ts'
import type { Timestamp } from './rows.ts'

/** All that models need from outside: one workspace's SQL, a clock, and fresh ids for users. */
export interface ModelContext {
  readonly sql: Sql
  /** Now, as `YYYY-MM-DD HH:MM:SS.SSS` in UTC. */
  now(): Timestamp
  newId(): string
  /** Of the data directory; see the `epoch` of `Events`. */
  readonly generation: number
}

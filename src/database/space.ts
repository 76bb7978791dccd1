import { QuotaReached } from './errors.ts'
import type { Sql } from './port.ts'

/** How large a database may grow. Bytes. */
export interface SpaceLimit {
  /** What is in use beyond this lets nobody add anything. */
  readonly quota: number
  /** By so much more the file may grow, for whatever frees room or has to be written anyway. */
  readonly reserve: number
}

/** What a database holds. Bytes. */
export interface SpaceUse {
  /** Pages of the file that are in use. */
  readonly pages: number
  /** Pages of the file that deletions have left, for what comes next. */
  readonly free: number
  /** Files beside it that count as part of it. */
  readonly beside: number
  /** What the quota counts. */
  readonly used: number
}

/** More than a unit of work adds; bytes. */
const LARGEST_UNIT = 1_024 ** 2
/** So many units may pass without a look, where there is room for all of them. */
const UNITS_UNSEEN = 15

/** The room that a database takes, and has left. */
export class Space {
  readonly #sql: Sql
  readonly #beside: () => number
  readonly limit: SpaceLimit | undefined
  #pageSize: number | undefined
  #unseen = 0

  /** @param beside bytes of the files beside it */
  constructor(sql: Sql, limit: SpaceLimit | undefined, beside: () => number) {
    this.#sql = sql
    this.limit = limit
    this.#beside = beside
  }

  use(): SpaceUse {
    const free = this.#bytes('freelist_count')
    const pages = this.#bytes('page_count') - free
    const beside = this.#beside()
    return { pages, free, beside, used: pages + beside }
  }

  /** Bytes until the quota is reached; negative beyond it, infinite without one. */
  left(): number {
    // Whoever asks is about to add much at once.
    this.#unseen = 0
    return this.limit === undefined ? Number.POSITIVE_INFINITY : this.limit.quota - this.use().used
  }

  /** @throws QuotaReached */
  assertSome(): void {
    if (this.limit === undefined) return
    if (this.#unseen > 0) {
      this.#unseen -= 1
      return
    }
    // The whole file counts what is free in it as well: mostly this one question is enough.
    const left = this.limit.quota - this.#bytes('page_count') - this.#beside()
    this.#unseen = Math.min(UNITS_UNSEEN, Math.floor(left / LARGEST_UNIT))
    if (left > 0) return
    if (this.left() <= 0) throw new QuotaReached('the database has used up its quota')
  }

  /** Of the pages that the pragma counts. */
  #bytes(which: 'page_count' | 'freelist_count'): number {
    this.#pageSize ??= this.#pragma('page_size')
    return this.#pragma(which) * this.#pageSize
  }

  #pragma(name: 'page_count' | 'freelist_count' | 'page_size'): number {
    return this.#sql.prepare<Record<string, number>>(`PRAGMA ${name}`).get()?.[name] ?? 0
  }
}

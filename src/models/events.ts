import type { ModelContext } from './context.ts'
import { parseCursor } from './event-cursor.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { EventRow, EventType } from './rows.ts'

/**
 * Events that are kept: somebody who was away for a weekend catches up, and whoever has missed
 * more is faster with a fresh start than with so many changes. 10,000 rows are some 700 KB.
 */
export const MOST_EVENTS = 10_000
const LONGEST = '-7 days'

/** At every so many-th event a few of the oldest go: up to twice as many as came meanwhile. */
const PRUNE_EVERY = 64

/** What an event is about. */
export type EventSubject = Partial<Pick<EventRow, 'room_id' | 'message_id' | 'user_id' | 'detail'>>

interface Extent {
  readonly epoch: number
  readonly oldest: number
  readonly newest: number
}

/**
 * What has happened in the workspace, in order. Each model function that changes what others can
 * see appends to it, in its own transaction, so that there is no change without its event and no
 * event without its change. Writes through Kysely append nothing.
 */
export class Events {
  readonly #context: ModelContext
  readonly #insert: Prepared<never>
  readonly #insertForMembers: Prepared<never>
  readonly #prune: Prepared<never>
  readonly #since: Prepared<EventRow>
  readonly #extent: Prepared<Extent>

  constructor(context: ModelContext) {
    const { sql } = context
    this.#context = context
    this.#insert = prepared(
      sql,
      `INSERT INTO events (type, room_id, message_id, user_id, detail, created_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    this.#insertForMembers = prepared(
      sql,
      `INSERT INTO events (type, room_id, user_id, created_at)
       SELECT ?, room_id, user_id, ? FROM room_members WHERE room_id = ?`,
    )
    // Only from the start, also where the clock was set back: a gap would go unnoticed.
    this.#prune = prepared(
      sql,
      `DELETE FROM events WHERE seq < coalesce(
         (SELECT seq FROM (SELECT seq, created_at FROM events ORDER BY seq LIMIT +?)
          WHERE seq > +? AND created_at > strftime('%Y-%m-%d %H:%M:%f', +?, '${LONGEST}')
          ORDER BY seq LIMIT 1),
         (SELECT min(seq) + +? FROM events))`,
    )
    this.#since = prepared(sql, 'SELECT * FROM events WHERE seq > +? ORDER BY seq LIMIT +?')
    this.#extent = prepared(
      sql,
      `SELECT epoch, coalesce((SELECT min(seq) FROM events), 1) AS oldest,
         coalesce((SELECT max(seq) FROM events), 0) AS newest FROM event_log`,
    )
  }

  /** Belongs in the transaction of the change. Now and then it removes a few of the oldest. */
  append(type: EventType, subject: EventSubject = {}): void {
    const { room_id = null, message_id = null, user_id = null, detail = null } = subject
    const at = this.#context.now()
    const { lastInsertRowid } = this.#insert().run(type, room_id, message_id, user_id, detail, at)
    if (lastInsertRowid % PRUNE_EVERY === 0) this.#makeRoom(lastInsertRowid, PRUNE_EVERY)
  }

  /** {@link append} for everybody who is in the room. */
  appendForMembers(type: EventType, roomId: number): void {
    const at = this.#context.now()
    const { changes, lastInsertRowid } = this.#insertForMembers().run(type, at, roomId)
    if (changes > 0) this.#makeRoom(lastInsertRowid, changes)
  }

  /** The oldest `limit` events behind `seq`, in order. */
  since(seq: number, limit: number): EventRow[] {
    return this.#since().all(seq, limit)
  }

  /**
   * Of which log the numbers are: of this file as it has been since it was last made or put back,
   * in a data directory that has lost nothing since. Only to be compared for equality.
   */
  epoch(): number {
    return this.#read().epoch + this.#context.generation
  }

  /** Where the log ends now, `<epoch>.<seq>`: whoever knows all of this has missed nothing. */
  cursor(): string {
    const { epoch, newest } = this.#read()
    return `${epoch + this.#context.generation}.${newest}`
  }

  /**
   * Whether somebody who has seen everything up to this cursor can go on from there. They cannot
   * when it is of another log, older than what is kept, or of the future, or no cursor at all.
   */
  check(cursor: string): 'ok' | 'resync' {
    const position = parseCursor(cursor)
    if (position === null) return 'resync'
    const { epoch, oldest, newest } = this.#read()
    const known = position.seq >= oldest - 1 && position.seq <= newest
    return known && position.epoch === epoch + this.#context.generation ? 'ok' : 'resync'
  }

  #makeRoom(newest: number, appended: number): void {
    const most = 2 * appended
    this.#prune().run(most, newest - MOST_EVENTS, this.#context.now(), most)
  }

  #read(): Extent {
    return this.#extent().get() as Extent
  }
}

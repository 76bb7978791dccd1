import type { Sql } from '../../database/port.ts'
import { type Prepared, prepared } from '../prepared.ts'
import type { MessageWithUser } from '../public-user.ts'
import type { MessageRow } from '../rows.ts'
import { type IndexQuery, matchExpression } from './expression.ts'
import { matches } from './match.ts'
import { type Filter, type SearchQuery, sizeOf } from './query.ts'

/** What one page of a search is asked for with. Plain data: it goes to a thread of its own. */
export interface SearchQuestion {
  readonly query: SearchQuery
  /** Who searches; only rooms that they are in are looked at. */
  readonly userId: string
  /** Only messages with a lower id; null for the newest. */
  readonly before: number | null
  readonly limit: number
}

/** The ids of what was found, newest first, and where the search has to go on; null at the end. */
export interface SearchAnswer {
  readonly ids: readonly number[]
  readonly next: number | null
}

/** Of more rooms than these the index is not told which they are: they are told apart afterwards. */
const FEW_ROOMS = 40
/**
 * Nor where there are fewer messages for each of them: a room that is named costs some 8 µs, and a
 * message that is found and told apart less than one.
 */
const MESSAGES_OF_ROOM = 100
/** Ids that are looked through at a time: the first few, then more, so that time can be kept. */
const FIRST_WINDOW = 8_192
const LARGEST_WINDOW = 131_072

interface Candidate extends Pick<MessageRow, 'id' | 'room_id' | 'user_id' | 'type' | 'created_at'> {
  /** What was written, and the name of the file. */
  readonly text: string
}

/**
 * Messages by what stands in them, in the rooms that somebody is in. Ids are the order: newest
 * first. The rights are asked for in the statements that find the messages.
 */
export class MessageSearch {
  readonly #through: Prepared<{ through: number }>
  readonly #found: Prepared<{ id: number }>
  readonly #behind: Prepared<Candidate>
  readonly #ofIds: Prepared<MessageWithUser>
  readonly #rooms: Prepared<{ id: number; name: string | null }>
  readonly #user: Prepared<{ id: string }>
  readonly #firstOn: Prepared<{ id: number | null }>
  readonly #lastOn: Prepared<{ id: number | null }>

  constructor(sql: Sql) {
    this.#through = prepared(sql, 'SELECT through FROM search_state WHERE only = 1')
    this.#found = prepared(
      sql,
      `SELECT m.id FROM message_search found
       CROSS JOIN messages m ON m.id = found.rowid
       CROSS JOIN room_members mine ON mine.room_id = m.room_id AND mine.user_id = +?
       WHERE found.message_search MATCH +? AND found.rowid >= +? AND found.rowid < +?
         AND m.created_at >= +? AND m.created_at < +?
       ORDER BY found.rowid DESC LIMIT +?`,
    )
    this.#behind = prepared(
      sql,
      `SELECT m.id, m.room_id, m.user_id, m.type, m.created_at,
         concat_ws(' ', m.content, f.name) AS text
       FROM messages m
       CROSS JOIN room_members mine ON mine.room_id = m.room_id AND mine.user_id = +?
       LEFT JOIN files f ON f.id = m.file_id
       WHERE m.id > +? AND m.id < +? AND m.deleted_at IS NULL AND m.notice IS NULL
       ORDER BY m.id DESC`,
    )
    this.#ofIds = prepared(
      sql,
      `SELECT m.*, u.username, u.name, u.avatar_url FROM json_each(+?) AS page
       CROSS JOIN messages m ON m.id = page.value
       CROSS JOIN room_members mine ON mine.room_id = m.room_id AND mine.user_id = +?
       LEFT JOIN users u ON u.id = m.user_id
       WHERE m.deleted_at IS NULL`,
    )
    this.#rooms = prepared(
      sql,
      `SELECT r.id, r.name FROM room_members mine CROSS JOIN rooms r ON r.id = mine.room_id
       WHERE mine.user_id = +?`,
    )
    this.#user = prepared(sql, 'SELECT id FROM users WHERE username = ?')
    this.#firstOn = prepared(sql, 'SELECT min(first_id) AS id FROM search_days WHERE day >= ?')
    this.#lastOn = prepared(sql, 'SELECT max(last_id) AS id FROM search_days WHERE day < ?')
  }

  /**
   * One page. It looks through the messages from the newest on, some thousand ids at a time, until
   * the page is full, nothing is left, or `isSpent` says that it was long enough: then the page is
   * short and tells where to go on.
   */
  find(question: SearchQuestion, isSpent: () => boolean = () => false): SearchAnswer {
    const { query, userId, before, limit } = question
    const through = this.span()
    const asked = sizeOf(query) === 0 ? null : this.#resolve(query, userId, through)
    if (asked === null) return { ids: [], next: null }
    const top = before ?? Number.MAX_SAFE_INTEGER
    const ids = this.#findBehind(question, asked, through, top)
    const expression = matchExpression(asked)
    const since = query.since ?? ''
    const until = query.until ?? '~'
    const lowest = query.since === null ? 1 : (this.#firstOn().get(since)?.id ?? top)
    const last = query.until === null ? through : (this.#lastOn().get(until)?.id ?? 0)
    let high = Math.min(top, through + 1, last + 1)
    // The index gathers all of a prefix before it gives anything: in as few portions as can be.
    const first = query.terms.some(({ prefix }) => prefix) ? LARGEST_WINDOW : FIRST_WINDOW
    for (let size = first; high > lowest && ids.length <= limit; size *= 4) {
      const low = Math.max(lowest, high - Math.min(size, LARGEST_WINDOW))
      const wanted = limit + 1 - ids.length
      const found = this.#found().all(userId, expression, low, high, since, until, wanted)
      for (const { id } of found) ids.push(id)
      high = low
      if (ids.length <= limit && high > lowest && isSpent()) return { ids, next: high }
    }
    const page = ids.slice(0, limit)
    return { ids: page, next: ids.length > limit ? (page.at(-1) ?? null) : null }
  }

  /** The messages with these ids, newest first, of those that the user may read now. */
  ofIds(ids: readonly number[], userId: string): MessageWithUser[] {
    if (ids.length === 0) return []
    const rows = this.#ofIds().all(JSON.stringify(ids), userId)
    return rows.sort((a, b) => b.id - a.id)
  }

  /** How many messages the index spans, about: what a search costs at the most. */
  span(): number {
    return this.#through().get()?.through ?? 0
  }

  /** Those that have not entered the index yet. */
  #findBehind(
    { query, userId }: SearchQuestion,
    asked: IndexQuery,
    through: number,
    top: number,
  ): number[] {
    return this.#behind()
      .all(userId, through, top)
      .filter((message) => fits(message, query, asked))
      .map(({ id }) => id)
  }

  /** Null where nothing can be found: nobody of that name, no such room of theirs. */
  #resolve(query: SearchQuery, userId: string, span: number): IndexQuery | null {
    const mine = this.#rooms().all(userId)
    const rooms = query.in.flatMap(({ value, negated }) =>
      mine
        .filter(({ id, name }) => String(id) === value || name?.toLowerCase() === value)
        .map(({ id }) => ({ value: id, negated })),
    )
    const authors = query.from.flatMap(({ value, negated }) => {
      const id = value === 'me' ? userId : this.#user().get(value)?.id
      return id === undefined ? [] : [{ value: id, negated }]
    })
    if (mine.length === 0 || misses(query.in, rooms) || misses(query.from, authors)) return null
    const few = mine.length <= Math.min(FEW_ROOMS, span / MESSAGES_OF_ROOM)
    const among = few && !rooms.some(({ negated }) => !negated) ? mine.map(({ id }) => id) : null
    return { terms: query.terms, rooms, authors, has: query.has, among }
  }
}

/** Whether somebody asked for some that are there, and none is. */
function misses(asked: readonly Filter[], found: readonly Filter<unknown>[]): boolean {
  const wants = ({ negated }: Filter<unknown>) => !negated
  return asked.some(wants) && !found.some(wants)
}

/** What the index would say of the message. */
function fits(message: Candidate, { since, until }: SearchQuery, asked: IndexQuery): boolean {
  const { room_id, user_id, text, type, created_at } = message
  const { terms, rooms, authors, has } = asked
  return (
    isOneOf(room_id, rooms) &&
    isOneOf(user_id, authors) &&
    has.every(
      ({ value, negated }) =>
        (type === value || (value === 'file' && type === 'image')) !== negated,
    ) &&
    created_at >= (since ?? '') &&
    created_at < (until ?? '~') &&
    matches(text, terms)
  )
}

/** Whether it is any of those that are wanted, and none of those that are not. */
function isOneOf<Value>(value: Value | null, filters: readonly Filter<Value>[]): boolean {
  const wanted = filters.filter(({ negated }) => !negated)
  if (filters.some((filter) => filter.negated && filter.value === value)) return false
  return wanted.length === 0 || wanted.some((filter) => filter.value === value)
}

import type { ModelContext } from './context.ts'
import { ErasePerson } from './erase-person.ts'
import type { Events } from './events.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { RoomMembers } from './room-members.ts'

/** Somebody, by their `auth_id`, who has left the workspace; `erased`, so that nothing personal may stay. */
export interface Departure {
  readonly seq: number
  readonly user_id: string
  readonly erased: 0 | 1
}

/** Follows in this file what the auth database says of those who are no members any more. */
export class Departures {
  readonly #context: ModelContext
  readonly #members: RoomMembers
  readonly #events: Events
  readonly #erasePerson: ErasePerson
  readonly #seen: Prepared<{ seq: number }>
  readonly #setSeen: Prepared<never>
  readonly #find: Prepared<{ id: string }>
  readonly #leave: Prepared<never>

  constructor(context: ModelContext, members: RoomMembers, events: Events) {
    const { sql } = context
    this.#context = context
    this.#members = members
    this.#events = events
    this.#erasePerson = new ErasePerson(context)
    this.#seen = prepared(sql, 'SELECT seq FROM departures_seen')
    this.#setSeen = prepared(sql, 'UPDATE departures_seen SET seq = ? WHERE seq < ?')
    this.#find = prepared(sql, 'SELECT id FROM users WHERE auth_id = ?')
    this.#leave = prepared(sql, 'UPDATE users SET left_at = ? WHERE id = ? AND left_at IS NULL')
  }

  /** The `seq` of the last departure that this file has followed. */
  seen(): number {
    return this.#seen().get()?.seq ?? 0
  }

  /**
   * Takes these people out of every group room, and erases those who are to be. Direct rooms
   * stay, for the other half. Whoever never touched the workspace has nothing in it.
   */
  follow(departures: readonly Departure[]): void {
    this.#context.sql.transaction(() => {
      for (const { seq, user_id, erased } of departures) {
        const user = this.#find().get(user_id)
        if (user !== null) {
          if (erased === 1) this.erase(user.id)
          else this.#letGo(user.id)
        }
        this.#setSeen().run(seq, seq)
      }
    })
  }

  /** Erases somebody by the id of their row: also one whom no account belongs to. */
  erase(userId: string): void {
    this.#context.sql.transaction(() => {
      this.#members.leaveGroupRooms(userId)
      this.#erasePerson.erase(userId)
      // What is shown of them beside what they wrote is another now, too.
      this.#events.append('user.updated', { user_id: userId })
      this.#events.append('user.removed', { user_id: userId })
    })
  }

  #letGo(userId: string): void {
    this.#members.leaveGroupRooms(userId)
    if (this.#leave().run(this.#context.now(), userId).changes === 0) return
    this.#events.append('user.removed', { user_id: userId })
  }
}

import type { SQL } from 'bun'
import type { MessageWithUser } from '../../../src/models/public-user.ts'
import type { RoomOverviewRow } from '../../../src/models/room-list.ts'
import {
  insertMessage,
  searchMessages,
  selectMembership,
  selectMessage,
  selectNewest,
  selectRooms,
} from './postgres-statements.ts'
import type { RoomOf, Store } from './store.ts'

/** How the statements of one request are run. */
export type InTenant = <T>(tenant: string, statement: (sql: SQL) => Promise<T>) => Promise<T>

/** Each statement by itself on any connection: nothing but its text keeps tenants apart. */
export function withoutTenant(sql: SQL): InTenant {
  return (_tenant, statement) => statement(sql)
}

/**
 * A transaction that says for which tenant it is, which is the safe form: the setting ends with it,
 * whoever gets the connection next. All four are sent at once: three round trips fewer, and more
 * than twice as many requests a second as `sql.begin`.
 */
export function withinTenant(sql: SQL): InTenant {
  return async (tenant, statement) => {
    const connection = await sql.reserve()
    try {
      // Without `execute` a query is sent a little later, when somebody waits for it.
      const begun = connection`BEGIN`.execute()
      const set = connection`SELECT set_config('bench.tenant', ${tenant}, true)`.execute()
      const answered = statement(connection)
      const ended = connection`COMMIT`.execute()
      const [result] = await Promise.all([answered, begun, set, ended])
      return result
    } finally {
      connection.release()
    }
  }
}

/** All workspaces in PostgreSQL. */
export class PostgresStore implements Store {
  readonly #sql: SQL
  readonly #in: InTenant

  constructor(sql: SQL, inTenant: InTenant) {
    this.#sql = sql
    this.#in = inTenant
  }

  message(where: RoomOf, id: number): Promise<MessageWithUser | null> {
    return this.#in(where.tenant, (sql) => selectMessage(sql, where, id))
  }

  newest(where: RoomOf, limit: number): Promise<MessageWithUser[]> {
    return this.#in(where.tenant, (sql) => selectNewest(sql, where, limit))
  }

  rooms(where: Omit<RoomOf, 'room'>, limit: number): Promise<RoomOverviewRow[]> {
    return this.#in(where.tenant, (sql) => selectRooms(sql, where, limit))
  }

  post(where: RoomOf, content: string): Promise<MessageWithUser | null> {
    return this.#in(where.tenant, (sql) => insertMessage(sql, where, content))
  }

  search(where: Omit<RoomOf, 'room'>, word: string, limit: number): Promise<MessageWithUser[]> {
    return this.#in(where.tenant, (sql) => searchMessages(sql, where, word, limit))
  }

  /** Before anything is known of the tenant: no policy is on these tables. */
  mayEnter(tokenHash: string, tenant: string): Promise<boolean> {
    return selectMembership(this.#sql, tokenHash, tenant)
  }

  async close(): Promise<void> {
    await this.#sql.close()
  }
}

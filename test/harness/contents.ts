import type { Sql, SqlValue } from '../../src/database/port.ts'
import type { Tenant } from '../../src/tenancy/tenant.ts'
import type { TestServer } from './server.ts'

type Row = Record<string, SqlValue>
/** The rows of each table. */
export type Contents = Readonly<Record<string, readonly Row[]>>

/** Notes of use, which a mere reading request may leave. */
const notes = new Set(['last_used_at', 'last_opened_at'])

/** All that a workspace's file holds: to prove that nothing was written. */
export function workspaceContents(
  { services }: TestServer,
  tenant: Pick<Tenant, 'id'>,
): Promise<Contents> {
  return services.tenants.pool.read({ id: tenant.id }, (db) => contents(db.sql))
}

export function authContents({ services }: TestServer): Promise<Contents> {
  const { database } = services.auth
  return Promise.resolve(database.read(() => contents(database.sql)))
}

function contents(sql: Sql): Contents {
  const tables = sql
    .prepare<{ name: string }>(
      // An index of words has no rows of its own; the tables that it is made of have.
      `SELECT name FROM pragma_table_list WHERE type IN ('table', 'shadow') ORDER BY name`,
    )
    .all()
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      sql.prepare<Row>(`SELECT * FROM "${name}"`).all().map(lasting),
    ]),
  )
}

function lasting(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !notes.has(column)))
}

import { closeSync, fsyncSync, openSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection } from './database/connection.ts'
import type { SqlValue } from './database/port.ts'
import { readSchemaState } from './database/schema-state.ts'
import { toRfc3339 } from './database/time.ts'
import { withConnection } from './database/with-connection.ts'
import type { TenantExport } from './tenancy/transfer.ts'
import { attachmentsOf } from './workspace-export.ts'
import { RECORD_KINDS, type RecordKind } from './workspace-records.ts'

const FORMAT = 1
/** The form in which the models write times; what an import has brought may be another. */
const OURS = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/
/** Rows that are in memory at once. */
const PAGE = 1_000

/**
 * Writes one moment of a workspace as JSON Lines (https://jsonlines.org): one
 * line `header` with the counts of all others by type, then the rows of each
 * table in the order of its key, as `{"type": …, "data": {column: value}}` with
 * times as RFC 3339, then one line `file` for each attachment. Secrets are left
 * out, as is the content of attachments. It blocks, as long as it takes, and
 * nobody who uses the workspace notices.
 *
 * @throws CannotOpen, ForeignDatabase, …, and errors of the file system
 */
export function exportLines({ path, owner, files, target, slug, name }: TenantExport): void {
  const descriptor = openSync(target, 'wx', 0o600)
  const write = (lines: readonly object[]) =>
    writeFileSync(descriptor, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  try {
    const attachments = withConnection(path, (connection) =>
      connection.snapshot(() => {
        const { version } = readSchemaState(connection, owner)
        const found = attachmentsOf(connection, files)
        const tables = RECORD_KINDS.filter(({ table }) => exists(connection, table))
        const counts = tables.map((kind) => [kind.type, countOf(connection, kind)] as const)
        const header = {
          type: 'header',
          format: FORMAT,
          workspace: { id: owner, slug, name },
          schema_version: version,
          exported_at: new Date().toISOString(),
          counts: { ...Object.fromEntries(counts), file: found.length },
        }
        write([header])
        for (const kind of tables) for (const page of pagesOf(connection, kind)) write(page)
        return found
      }),
    )
    write(
      attachments.map((file) => {
        const { size: bytes } = statSync(join(files, file), { throwIfNoEntry: false }) ?? {
          size: 0,
        }
        return { type: 'file', data: { path: file, bytes } }
      }),
    )
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

type Row = Record<string, SqlValue>

/** A file that waits for its migrations has not all of the tables yet. */
function exists(connection: Connection, table: string): boolean {
  const sql = `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`
  return connection.query(sql, [table]).rows.length > 0
}

function countOf(connection: Connection, { table }: RecordKind): number {
  return Number(connection.query(`SELECT count(*) AS count FROM ${table}`, []).rows[0]?.['count'])
}

function* pagesOf(connection: Connection, kind: RecordKind): Generator<object[]> {
  const { table, key, type } = kind
  const columns = columnsOf(connection, kind)
  const select = `SELECT ${columns.map(({ expression }) => expression).join(', ')} FROM ${table}`
  const order = `ORDER BY ${key.join(', ')} LIMIT ${PAGE}`
  const first = connection.prepare<Row>(`${select} ${order}`)
  const next = connection.prepare<Row>(
    `${select} WHERE (${key.join(', ')}) > (${key.map(() => '?').join(', ')}) ${order}`,
  )
  const times = columns.filter(({ isTime }) => isTime)
  for (let rows = first.all(); rows.length > 0; ) {
    const last = rows.at(-1) ?? {}
    const after = key.map((column) => last[column] ?? null)
    yield rows.map((row) => {
      const data: Row = { ...row }
      for (const { name } of times) {
        const time = data[name]
        if (typeof time === 'string' && OURS.test(time)) data[name] = toRfc3339(time)
      }
      return { type, data }
    })
    rows = rows.length < PAGE ? [] : next.all(...after)
  }
}

interface Column {
  readonly name: string
  readonly expression: string
  readonly isTime: boolean
}

function columnsOf(connection: Connection, { table, secrets = [] }: RecordKind): Column[] {
  return connection
    .query('SELECT name, type FROM pragma_table_info(?)', [table])
    .rows.map(({ name, type }) => ({ name: String(name), type: String(type) }))
    .filter(({ name }) => !secrets.includes(name))
    .map(({ name, type }) => ({
      name,
      expression: type === 'BLOB' ? `hex("${name}") AS "${name}"` : `"${name}"`,
      isTime: type === 'TIMESTAMP',
    }))
}

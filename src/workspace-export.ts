import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Connection } from './database/connection.ts'
import { readSchemaState } from './database/schema-state.ts'
import { toSqliteTime } from './database/time.ts'
import { withConnection } from './database/with-connection.ts'
import type { TenantExport } from './tenancy/transfer.ts'

/** What an export has beside the tables of its workspace. */
export const EXPORT_SCHEMA = [
  `CREATE TABLE export_manifest (
    format INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    exported_at TEXT NOT NULL
  )`,
  `CREATE TABLE export_files (
    path TEXT NOT NULL,
    chunk INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (path, chunk)
  ) WITHOUT ROWID`,
] as const

/** Of no use in another file: they answer requests that were sent to this one, tell what lies beside it, and what its clients have missed. */
export const LEFT_OUT = ['idempotency_keys', 'unused_contents', 'events'] as const

const FORMAT = 1
/** Bytes of a file in one row. */
const CHUNK = 1024 * 1024

/**
 * Writes a workspace into one SQLite file that opens anywhere: one moment of the
 * database, its attachments as rows, and no secrets. It blocks, for as long as
 * the workspace is large, and nobody who uses the workspace notices.
 *
 * @throws CannotOpen, DatabaseFull, ForeignDatabase, …
 */
export function exportWorkspace(request: TenantExport): void {
  const { path, owner, files, target, slug, name } = request
  // SQLite writes into an empty file too, and would make one that everybody may read.
  closeSync(openSync(target, 'wx', 0o600))
  withConnection(path, (source) => {
    readSchemaState(source, owner)
    // Not a copy of the file: what is in the write-ahead log belongs to it too.
    source.query('VACUUM INTO ?', [target])
  })
  withConnection(target, (copy) => {
    // What is taken out must not stay in a free page.
    copy.execute('PRAGMA secure_delete = ON')
    copy.transaction(() => {
      copy.run('UPDATE users SET password_hash = NULL WHERE password_hash IS NOT NULL')
      for (const table of LEFT_OUT) if (hasTable(copy, table)) copy.execute(`DELETE FROM ${table}`)
      for (const sql of EXPORT_SCHEMA) copy.execute(sql)
      copy
        .prepare('INSERT INTO export_manifest VALUES (?, ?, ?, ?)')
        .run(FORMAT, slug, name, toSqliteTime(new Date()))
    })
    for (const file of attachmentsOf(copy, files))
      copy.transaction(() => addFile(copy, files, file))
  })
  const descriptor = openSync(target, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** A workspace may not have been used since an upgrade. */
function hasTable(copy: Connection, name: string): boolean {
  const table = `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`
  return copy.prepare(table).get(name) !== null
}

/** The SHA-256 of a content: see migration 0013. */
export const CONTENT = /^[0-9a-f]{64}$/

/**
 * Attachments, by their paths below the directory, but for contents that no row has any more, or
 * not yet: what somebody has deleted is in no export.
 */
export function attachmentsOf(connection: Connection, directory: string): string[] {
  const names = filesBelow(directory)
  if (!hasTable(connection, 'files')) return names
  const isUsed = connection.prepare<{ used: 1 }>('SELECT 1 AS used FROM files WHERE sha256 = ?')
  return names.filter((name) => !CONTENT.test(name) || isUsed.get(name) !== null)
}

function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(directory, name), { throwIfNoEntry: false })?.isFile(),
  )
}

function addFile(copy: Connection, directory: string, name: string): void {
  const insert = copy.prepare('INSERT INTO export_files VALUES (?, ?, ?)')
  const descriptor = openIfThere(join(directory, name))
  if (descriptor === null) return
  try {
    for (let chunk = 0; ; chunk += 1) {
      const bytes = Buffer.alloc(CHUNK)
      const length = readSync(descriptor, bytes, 0, CHUNK, null)
      // An empty file is one empty row.
      if (length > 0 || chunk === 0) insert.run(name, chunk, bytes.subarray(0, length))
      if (length < CHUNK) return
    }
  } finally {
    closeSync(descriptor)
  }
}

/** Null when it was deleted meanwhile. */
function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (existsSync(path)) throw error
    return null
  }
}

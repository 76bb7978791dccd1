import {
  appendFileSync,
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Connection } from './database/connection.ts'
import { DatabaseError } from './database/errors.ts'
import { migrate } from './database/migrate.ts'
import { PAGE_SIZE } from './database/page-size.ts'
import { expectedObjects, schemaDifferences, schemaObjects } from './database/schema-objects.ts'
import { APPLICATION_ID, readSchemaState } from './database/schema-state.ts'
import { eraseGone } from './erase-gone.ts'
import { beginNewEpoch } from './models/begin-new-epoch.ts'
import { noteNewestMessages } from './models/note-newest-messages.ts'
import { reindexMessages } from './models/search/reindex-messages.ts'
import type { TenantImport } from './tenancy/transfer.ts'
import { workspaceMigrations } from './workspace-database.ts'
import { EXPORT_SCHEMA, LEFT_OUT } from './workspace-export.ts'
import { checkFiles } from './workspace-import-files.ts'
import { ImportRefused } from './workspace-import-refused.ts'
import { strangeValue } from './workspace-values.ts'

/**
 * Makes the database of a new workspace from an export. Nothing in the file is
 * trusted: it is copied, and its schema has to be ours to the letter before
 * anything else in it is looked at, because a trigger, a view or a virtual table
 * would run in our name (https://sqlite.org/security.html).
 *
 * @throws ImportRefused
 */
export function importWorkspace(request: TenantImport): void {
  const { path, target, files, owner, sameInstallation, registryPath } = request
  try {
    copy(path, target)
    const connection = new Connection(target)
    try {
      connection.execute('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON')
      const exported = assertOurs(connection)
      assertSound(connection)
      if (exported) {
        writeFiles(connection, files)
        connection.execute('DROP TABLE export_files; DROP TABLE export_manifest')
      }
      connection.transaction(() => {
        connection.prepare('UPDATE schema_identity SET owner = ?').run(owner)
        connection.run('UPDATE users SET password_hash = NULL WHERE password_hash IS NOT NULL')
      })
      migrate(connection, workspaceMigrations, owner)
      for (const table of LEFT_OUT) connection.execute(`DELETE FROM ${table}`)
      // Whatever the file says of its words: it has to be what stands in its messages.
      connection.transaction(() => reindexMessages(connection))
      // A message of another room would be shown as the newest of this one.
      connection.transaction(() => noteNewestMessages(connection))
      checkFiles(connection, files)
      eraseGone(connection, registryPath)
      connection.transaction(() => {
        if (!sameInstallation) connection.run('UPDATE users SET auth_id = NULL')
        // It has followed the departures of another workspace, if any.
        connection.run('UPDATE departures_seen SET seq = 0')
        beginNewEpoch(connection)
      })
      // The form of new databases: see DatabaseImage. Only outside of WAL mode can it change.
      connection.execute(
        `PRAGMA journal_mode = DELETE; PRAGMA page_size = ${PAGE_SIZE};
         PRAGMA auto_vacuum = INCREMENTAL`,
      )
      connection.execute('VACUUM')
    } finally {
      connection.close()
    }
    sync(target)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    throw new ImportRefused(`the file cannot be used: ${error.message}`, { cause: error })
  }
}

function copy(path: string, target: string): void {
  for (const suffix of ['-wal', '-journal']) {
    if (existsSync(path + suffix)) {
      throw new ImportRefused(`${path}${suffix} lies beside it: export it with tenant:export`)
    }
  }
  try {
    copyFileSync(path, target)
    chmodSync(target, 0o600)
  } catch (error) {
    const code =
      error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read'
    throw new ImportRefused(`${path} cannot be read (${code})`, { cause: error })
  }
}

/**
 * @returns whether it has the tables of an export
 * @throws ImportRefused, ForeignDatabase, NewerSchema, MigrationHistoryChanged, DatabaseCorrupt
 */
export function assertOurs(connection: Connection): boolean {
  // Of the header only: a view could stand where a table is expected.
  const version = Number(pragma(connection, 'user_version'))
  if (pragma(connection, 'application_id') !== APPLICATION_ID) {
    throw new ImportRefused('the file is not a Conclave workspace')
  }
  if (version < 1) throw new ImportRefused('the file has no workspace in it')
  if (version > workspaceMigrations.latest) {
    throw new ImportRefused(`the file is of a newer version (${version}): upgrade Conclave`)
  }
  if (pragma(connection, 'encoding') !== 'UTF-8') {
    throw new ImportRefused('the file is not in UTF-8')
  }
  const found = schemaObjects(connection)
  const exported = found.has('table export_manifest')
  const expected = expectedObjects(workspaceMigrations, version, exported ? EXPORT_SCHEMA : [])
  const [difference] = schemaDifferences(found, expected)
  if (difference !== undefined) throw new ImportRefused(`the file ${difference}`)
  workspaceMigrations.fit(readSchemaState(connection, undefined))
  return exported
}

type HeaderField = 'user_version' | 'application_id' | 'encoding'

function pragma(connection: Connection, name: HeaderField): unknown {
  return connection.query(`PRAGMA ${name}`, []).rows[0]?.[name]
}

function assertSound(connection: Connection): void {
  const [problem] = connection
    .query('PRAGMA integrity_check(1)', [])
    .rows.map((row) => Object.values(row)[0])
  if (problem !== 'ok') throw new ImportRefused('the file is damaged')
  if (connection.query('PRAGMA foreign_key_check', []).rows.length > 0) {
    throw new ImportRefused('rows in the file refer to rows that are not there')
  }
  const strange = strangeValue(connection, LEFT_OUT)
  if (strange !== null) {
    throw new ImportRefused(`a value in ${strange} is not one that Conclave has written`)
  }
}

const NAME = /^(?!\.{1,2}$)[\w.-]{1,128}$/

function writeFiles(connection: Connection, directory: string): void {
  const names = connection.prepare<{ path: string }>('SELECT DISTINCT path FROM export_files').all()
  const chunk = connection.prepare<{ bytes: Uint8Array }>(
    'SELECT bytes FROM export_files WHERE path = ? AND chunk = ?',
  )
  const directories = new Set([directory])
  for (const { path } of names) {
    // Nothing that a stranger wrote may lead out of the directory.
    if (typeof path !== 'string' || !path.split('/').every((part) => NAME.test(part))) {
      throw new ImportRefused('an attachment in the file has a name that is not allowed')
    }
    const target = join(directory, path)
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
    for (let made = dirname(target); made.length > directory.length; made = dirname(made)) {
      directories.add(made)
    }
    for (let number = 0; ; number += 1) {
      const row = chunk.get(path, number)
      if (!row) break
      if (!(row.bytes instanceof Uint8Array)) throw new ImportRefused('an attachment is damaged')
      appendFileSync(target, row.bytes, { mode: 0o600 })
    }
    sync(target)
  }
  for (const made of directories) sync(made)
}

function sync(path: string): void {
  // A directory can be opened for reading only.
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { Connection } from './connection.ts'
import { CannotOpen } from './errors.ts'
import { migrate } from './migrate.ts'
import type { MigrationList } from './migration-list.ts'
import { PAGE_SIZE } from './page-size.ts'
import { APPLICATION_ID, IDENTITY_SCHEMA } from './schema-state.ts'

/** Header bytes 18 and 19: 2 says WAL mode (https://sqlite.org/fileformat2.html#file_format_version_numbers). */
const FORMAT_VERSIONS = 18
const WAL_MODE = 2

/**
 * A database with all migrations, kept in memory. A new file is a stamped copy
 * of it: running the migrations for each would take forty times as long.
 */
export class DatabaseImage {
  readonly #list: MigrationList
  readonly #stamps: readonly string[]
  #template: Connection | undefined

  /** @param stamps statements that write into each new database what no other has */
  constructor(list: MigrationList, stamps: readonly string[] = []) {
    this.#list = list
    this.#stamps = stamps
  }

  /** The bytes of a new database of `owner`, already in WAL mode. */
  bytesFor(owner: string): Uint8Array {
    this.#template ??= buildDatabase(this.#list)
    this.#template.prepare('UPDATE schema_identity SET owner = ?').run(owner)
    for (const sql of this.#stamps) this.#template.run(sql)
    const bytes = this.#template.database.serialize()
    bytes.fill(WAL_MODE, FORMAT_VERSIONS, FORMAT_VERSIONS + 2)
    return bytes
  }

  /**
   * Writes a new database file and syncs it; the directory is the caller's to sync.
   *
   * @throws CannotOpen when the file exists or cannot be made
   */
  write(path: string, owner: string): void {
    // SQLite would replay it into the new file: nothing ties a log to its database.
    if (existsSync(`${path}-wal`)) {
      throw new CannotOpen(
        'the write-ahead log of an earlier database lies where this one is to be',
      )
    }
    const bytes = this.bytesFor(owner)
    let descriptor: number
    try {
      descriptor = openSync(path, 'wx', 0o600)
    } catch (error) {
      throw new CannotOpen('the database file cannot be created', { cause: error })
    }
    try {
      // Not writeSync, which may write less than all of it.
      writeFileSync(descriptor, bytes)
      fsyncSync(descriptor)
    } catch (error) {
      rmSync(path, { force: true })
      throw new CannotOpen('the database file cannot be written', { cause: error })
    } finally {
      closeSync(descriptor)
    }
  }
}

/**
 * A new database in memory, of nobody yet. What is fixed at creation: the size of a page, and
 * incremental vacuum, so that erased space can be given back a little at a time.
 */
export function buildDatabase(list: MigrationList): Connection {
  const template = new Connection(':memory:')
  template.execute(`PRAGMA page_size = ${PAGE_SIZE}; PRAGMA auto_vacuum = INCREMENTAL; VACUUM;
    PRAGMA application_id = ${APPLICATION_ID}`)
  for (const sql of IDENTITY_SCHEMA) template.execute(sql)
  template.execute(`INSERT INTO schema_identity (owner) VALUES ('')`)
  migrate(template, list, '')
  return template
}

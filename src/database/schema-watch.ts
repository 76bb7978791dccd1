import type { Connection } from './connection.ts'
import type { MigrationList, SchemaFit } from './migration-list.ts'
import type { Statement } from './port.ts'
import { readSchemaState, type SchemaState } from './schema-state.ts'

/**
 * Notices that another process has migrated a file while this connection has it
 * open. SQLite itself only compiles statements again; that older code may not
 * write what newer code has made, it cannot know (guarantee 6 of the design).
 *
 * Reading the version costs less than 0.1 µs inside a transaction: it is the
 * first statement of each, and the others find the file locked already.
 */
export class SchemaWatch {
  readonly #connection: Connection
  readonly #list: MigrationList
  readonly #owner: string | undefined
  readonly #version: Statement<{ user_version: number }>
  #state: SchemaState | undefined
  #fit: SchemaFit = 'current'

  /** @param owner whose database it has to be; undefined accepts anybody's */
  constructor(connection: Connection, list: MigrationList, owner: string | undefined) {
    this.#connection = connection
    this.#list = list
    this.#owner = owner
    this.#version = connection.prepare('PRAGMA user_version')
  }

  /** As of the last look. */
  get version(): number {
    return this.#state?.version ?? 0
  }

  /** Only newer code may write the file. */
  get readOnly(): boolean {
    return this.#fit === 'read-only'
  }

  /**
   * To be called where nobody can change the version any more: inside a
   * transaction, before its work.
   *
   * @throws NewerSchema, MigrationHistoryChanged: this code may not read it any more
   * @throws PendingMigrations: it was taken back to an older version
   */
  readonly check = (): void => {
    if (this.#version.get()?.user_version !== this.#state?.version) this.look()
  }

  /**
   * Reads what the file says of itself and follows it as far as it may.
   *
   * @throws as {@link check}, and ForeignDatabase
   */
  look(): void {
    const state = readSchemaState(this.#connection, this.#owner)
    const fit = this.#list.fitForUse(state)
    if (fit === 'read-only') this.#connection.execute('PRAGMA query_only = ON')
    else if (this.readOnly) this.#connection.allowWrites()
    this.#state = state
    this.#fit = fit
  }
}

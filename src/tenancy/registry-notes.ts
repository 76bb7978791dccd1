import type { MigrationOutcome } from '../database/migrate.ts'
import { toSqliteTime } from '../database/time.ts'
import { MigrationRuns } from './migration-runs.ts'
import type { Registry } from './registry.ts'
import type { RegistryDatabase } from './registry-database.ts'

/** `last_opened_at` is written at most so often for one tenant: hours, in milliseconds. */
const LAST_OPENED_PRECISION = 60 * 60_000

/** Keeps the registry up to date with what the files say. Nobody waits for it, or fails with it. */
export class RegistryNotes {
  readonly #database: RegistryDatabase
  readonly #registry: Registry
  readonly #runs: MigrationRuns

  constructor(database: RegistryDatabase, registry: Registry) {
    this.#database = database
    this.#registry = registry
    this.#runs = new MigrationRuns(database.sql)
  }

  opened(id: string, version: number): void {
    const tenant = this.#registry.findById(id)
    if (!tenant) return
    // A command may have migrated it, or a crash came before the registry was told.
    if (tenant.schema_version !== version) this.#note(() => this.#registry.setVersion(id, version))
    const known = tenant.last_opened_at
    const now = new Date()
    if (!known || now.getTime() - Date.parse(`${known}Z`) > LAST_OPENED_PRECISION) {
      this.#note(() => this.#registry.setLastOpened(id, toSqliteTime(now)))
    }
  }

  /** This process has migrated it: a killed run that had claimed it is not to undo that. */
  migrated(id: string, { to, steps }: MigrationOutcome): void {
    this.#note(() => {
      this.#registry.setVersion(id, to)
      if (steps.length > 0) this.#runs.disown(id, 'the server has migrated it')
    })
  }

  #note(work: () => void): void {
    this.#database.write(work).catch(() => undefined)
  }
}

import { MigrationHistoryChanged, NewerSchema, PendingMigrations } from './errors.ts'
import type { Migration } from './migration.ts'
import type { SchemaState } from './schema-state.ts'

/** What a file may be used for by this code. `behind`: after its pending migrations. */
export type SchemaFit = 'current' | 'behind' | 'read-only'

/** A migration with all that is recorded of it. */
export interface NumberedMigration extends Migration {
  /** From 1, without gaps. */
  readonly version: number
  readonly checksum: string
  /** Checksum over this one's and all before it. */
  readonly fingerprint: string
  readonly readableFrom: number
  readonly writableFrom: number
}

/** A static list of migrations, numbered and sealed with checksums once per process. */
export class MigrationList {
  readonly #migrations: readonly NumberedMigration[]

  /** @throws Error when names do not count 0001, 0002, … */
  constructor(migrations: readonly Migration[]) {
    let previous: NumberedMigration | undefined
    this.#migrations = migrations.map((migration, index) => {
      previous = numbered(migration, index + 1, previous)
      return previous
    })
  }

  /** The version of a file that has them all. */
  get latest(): number {
    return this.#migrations.length
  }

  /** @param version from 1 */
  at(version: number): NumberedMigration | undefined {
    return this.#migrations[version - 1]
  }

  /** What brings a file from one version to a later one, oldest first. */
  between(version: number, later: number): readonly NumberedMigration[] {
    return this.#migrations.slice(version, later)
  }

  /** The list as it was when `version` was its latest. */
  upTo(version: number): MigrationList {
    return new MigrationList(this.#migrations.slice(0, version))
  }

  /**
   * Compares what a file says of itself with this list (guarantee 6).
   *
   * @throws NewerSchema when only newer code may read it
   * @throws MigrationHistoryChanged when a migration it has was edited, removed or reordered here
   */
  fit(state: SchemaState): SchemaFit {
    if (state.version > this.latest) {
      if (this.latest >= state.writableFrom) return 'current'
      if (this.latest >= state.readableFrom) return 'read-only'
      throw new NewerSchema(
        `the file is at version ${state.version}, this code knows ${this.latest}: upgrade Conclave`,
      )
    }
    const expected = state.version === 0 ? '' : this.at(state.version)?.fingerprint
    if (state.fingerprint !== expected) {
      throw new MigrationHistoryChanged(
        `migrations up to ${state.version} differ from those that the file was made with`,
      )
    }
    return state.version === this.latest ? 'current' : 'behind'
  }

  /**
   * {@link fit} for whoever is to use the file as it is.
   *
   * @throws PendingMigrations
   */
  fitForUse(state: SchemaState): Exclude<SchemaFit, 'behind'> {
    const fit = this.fit(state)
    if (fit !== 'behind') return fit
    throw new PendingMigrations(`${this.latest - state.version} migrations are pending`)
  }
}

function numbered(
  migration: Migration,
  version: number,
  previous: NumberedMigration | undefined,
): NumberedMigration {
  if (!migration.name.startsWith(`${String(version).padStart(4, '0')}-`)) {
    throw new Error(`migration ${version} in the list is named ${migration.name}`)
  }
  // What `down` says never shaped a file, so that a wrong one can still be mended.
  const checksum = hash(JSON.stringify([migration.name, migration.up]))
  return {
    ...migration,
    version,
    checksum,
    fingerprint: hash(`${previous?.fingerprint ?? ''} ${checksum}`),
    readableFrom: Math.max(previous?.readableFrom ?? 0, migration.servesFrom?.read ?? version),
    writableFrom: Math.max(previous?.writableFrom ?? 0, migration.servesFrom?.write ?? version),
  }
}

function hash(text: string): string {
  return new Bun.CryptoHasher('sha256').update(text).digest('hex').slice(0, 32)
}

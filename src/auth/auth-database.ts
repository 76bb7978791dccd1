import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Generated } from 'kysely'
import { authMigrations } from '../../migrations/auth/index.ts'
import { Connection } from '../database/connection.ts'
import { DatabaseImage } from '../database/database-image.ts'
import { DatabaseMissing } from '../database/errors.ts'
import { type MigrationOutcome, migrate } from '../database/migrate.ts'
import { MigrationList } from '../database/migration-list.ts'
import { SqliteDatabase } from '../database/sqlite-database.ts'
import { syncDirectory } from '../tenancy/data-directory.ts'
import type { AccountRow, SessionRow, UserRow, VerificationTokenRow } from './rows.ts'

export const authDatabaseMigrations = new MigrationList(authMigrations)

/** The stamp inside the file: it is nobody's tenant. */
export const OWNER = 'auth'

/** Columns of a session that Auth.js knows nothing of, or leaves to the database. */
type Filled = 'id' | 'created_at' | 'last_used_at' | 'user_agent'

/** The tables that Auth.js reaches through Kysely. Everything else uses prepared statements. */
export interface AuthTables {
  users: Omit<UserRow, 'created_at'> & { created_at: Generated<UserRow['created_at']> }
  accounts: Omit<AccountRow, 'id'> & { id: Generated<AccountRow['id']> }
  sessions: Omit<SessionRow, Filled> & { [Column in Filled]: Generated<SessionRow[Column]> }
  verification_tokens: VerificationTokenRow
}

export interface OpenAuthDatabaseOptions {
  readonly path: string
  /** Told once, when a sync has failed: from then on it can only be read. */
  readonly onDurabilityLost?: (error: Error) => void
}

/**
 * The one shared database: people, tokens, the registry of tenants, memberships.
 *
 * It is durable whatever DURABILITY says of the workspaces: a power cut must not
 * bring a revoked token back, nor lose the row that leads to a workspace.
 */
export class AuthDatabase extends SqliteDatabase<AuthTables> {
  constructor({ path, onDurabilityLost }: OpenAuthDatabaseOptions) {
    super({
      path,
      onDurabilityLost,
      durability: 'full',
      owner: OWNER,
      migrations: authDatabaseMigrations,
    })
  }
}

/**
 * Makes the auth database if it is missing and brings it up to date. It blocks;
 * it is called before the server listens, and by commands.
 *
 * @throws MigrationFailed, NewerSchema, ForeignDatabase, CannotOpen, …
 */
export function migrateAuthDatabase(path: string): MigrationOutcome {
  if (!existsSync(path)) {
    if (existsSync(`${path}-wal`)) {
      // SQLite would replay it into the new file.
      throw new DatabaseMissing(
        `${path} is gone, but its write-ahead log is there: put the file back, or move the log away`,
      )
    }
    // Half a file must never stand at this path, however this process ends.
    rmSync(`${path}.new`, { force: true })
    new DatabaseImage(authDatabaseMigrations).write(`${path}.new`, OWNER)
    renameSync(`${path}.new`, path)
    syncDirectory(dirname(path))
    return {
      from: 0,
      to: authDatabaseMigrations.latest,
      steps: authMigrations.map(({ name }) => name),
    }
  }
  const connection = new Connection(path, { busyTimeout: 10_000 })
  try {
    return migrate(connection, authDatabaseMigrations, OWNER)
  } finally {
    connection.close()
  }
}

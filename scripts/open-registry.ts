import { existsSync } from 'node:fs'
import { AuthDatabase } from '../src/auth/auth-database.ts'
import type { Config } from '../src/config.ts'
import { atPath } from '../src/database/at-path.ts'
import { PendingMigrations } from '../src/database/errors.ts'
import { DataDirectory } from '../src/tenancy/data-directory.ts'
import { Registry } from '../src/tenancy/registry.ts'

/** The registry for a command that only looks, beside a server or without one. */
export interface OpenRegistry extends Disposable {
  readonly directory: DataDirectory
  readonly database: AuthDatabase
  readonly registry: Registry
}

/** @throws Error when there is no data directory yet: a command that only looks makes none */
export function assertDataDirectory({ dataDir }: Config): void {
  if (!existsSync(new DataDirectory(dataDir).authDatabase)) {
    throw new Error(
      `${dataDir} holds no workspaces: set DATA_DIR, or create one with tenant:create`,
    )
  }
}

/** @throws Error when there is no data directory yet, or it is to be migrated first */
export function openRegistry(config: Config): OpenRegistry {
  assertDataDirectory(config)
  const { dataDir } = config
  const directory = new DataDirectory(dataDir)
  const database = openDatabase(directory.authDatabase)
  return {
    directory,
    database,
    registry: new Registry(database.sql),
    [Symbol.dispose]: () => database.close(),
  }
}

function openDatabase(path: string): AuthDatabase {
  try {
    return atPath(path, () => new AuthDatabase({ path }))
  } catch (error) {
    if (!(error instanceof PendingMigrations)) throw error
    throw new Error('the auth database is of an older version: run migrate:all', { cause: error })
  }
}

import { Database } from 'bun:sqlite'

/**
 * The oldest SQLite that may hold workspaces: before it, a WAL reset by one
 * connection while another one wrote could corrupt the database
 * (https://sqlite.org/wal.html#walresetbug).
 */
const OLDEST = '3.51.3'

/** The version of SQLite that this process runs, such as `3.54.1`. */
export function sqliteVersion(): string {
  const memory = new Database(':memory:')
  const row = memory.query<{ version: string }, []>('SELECT sqlite_version() AS version').get()
  memory.close(true)
  return row?.version ?? 'unknown'
}

/** @throws Error when SQLite is older than {@link OLDEST} */
export function assertSqliteVersion(version = sqliteVersion()): void {
  if (Bun.semver.order(version, OLDEST) < 0) {
    throw new Error(
      `SQLite ${version} can corrupt a WAL database; ${OLDEST} or newer is needed: upgrade Bun`,
    )
  }
}

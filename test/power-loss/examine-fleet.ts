import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuthDatabase } from '../../src/auth/auth-database.ts'
import { Connection } from '../../src/database/connection.ts'
import { readSchemaState } from '../../src/database/schema-state.ts'
import { LATEST, type StaleTenant } from '../harness/stale-fleet.ts'
import { type CrashState, crashStates, type Log, type Mode, type Moments } from './crash-states.ts'

/** A row that every tenant has before its migration. */
export const EARLIER = 'from before'

/**
 * Looks at a fleet in each state of the disk, as the next start would find it.
 *
 * @param tenants with their files relative to the recorded directory
 * @returns what is wrong: damaged files, or old ones that are on record as new
 */
export async function examineFleet(
  log: Log,
  tenants: readonly StaleTenant[],
  what: { at: Moments; modes: readonly Mode[] },
): Promise<string[]> {
  const base = await mkdtemp(join(tmpdir(), 'power-loss-'))
  const problems: string[] = []
  for (const state of crashStates(log, what)) {
    const directory = join(base, 'state')
    state.restore(directory)
    for (const problem of examine(state, directory, tenants)) {
      problems.push(`${state.name}: ${problem}`)
    }
    await rm(directory, { recursive: true })
  }
  await rm(base, { recursive: true })
  return problems
}

function examine(state: CrashState, directory: string, tenants: readonly StaleTenant[]): string[] {
  const recorded = recordedIn(join(directory, 'auth.db'))
  return tenants.flatMap(({ id, slug, file }) => {
    const acknowledged = state.marks.some((mark) => mark.endsWith(file))
    try {
      const { version, users } = readTenant(join(directory, file), id)
      const isNew = recorded.has(id) || state.marks.includes('ended')
      return [
        ...(isNew && version !== LATEST ? [`${slug} is recorded as migrated, but old`] : []),
        ...(users.includes(EARLIER) ? [] : [`${slug} has lost a row from before`]),
        ...(acknowledged && !users.includes('acknowledged')
          ? [`${slug} has lost what was acknowledged`]
          : []),
      ]
    } catch (error) {
      return [`${slug}: ${error instanceof Error ? error.message : error}`]
    }
  })
}

/** Tenants of which the auth database says that they are at the newest version. */
function recordedIn(path: string): Set<string> {
  if (!existsSync(path)) throw new Error('the auth database is gone')
  const auth = new AuthDatabase({ path })
  try {
    const rows = auth.sql
      .prepare<{ id: string }>(
        `SELECT id FROM tenants WHERE schema_version >= ?
         UNION SELECT tenant_id FROM migration_run_tenants WHERE result = 'migrated'`,
      )
      .all(LATEST)
    return new Set(rows.map(({ id }) => id))
  } finally {
    auth.close()
  }
}

function readTenant(path: string, owner: string) {
  const connection = new Connection(path)
  try {
    // This copy is thrown away.
    connection.execute('PRAGMA synchronous = OFF')
    const damage = connection.query('PRAGMA integrity_check', []).rows.map(Object.values).join()
    if (damage !== 'ok') throw new Error(`damaged: ${damage}`)
    const { version } = readSchemaState(connection, owner)
    if (version < LATEST - 1) throw new Error(`it is at version ${version}`)
    const users = connection.query('SELECT id FROM users', []).rows.map(({ id }) => id)
    return { version, users }
  } finally {
    connection.close()
  }
}

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { openServices, type Services } from '../../src/services.ts'
import type { WorkspaceDatabase } from '../../src/workspace-database.ts'

/** What a server that starts after the power came back has in its data directory. */
export interface Found {
  readonly workspaces: ReadonlyMap<string, FoundWorkspace>
  /** Tokens that work, of those that were asked about. */
  readonly tokens: ReadonlySet<string>
  /** Directories of tenants that the registry does not know. */
  readonly orphans: readonly string[]
  /** Whatever is damaged, half there, or does not fit together. */
  readonly problems: readonly string[]
}

export interface FoundWorkspace {
  readonly rooms: readonly string[]
  readonly messages: readonly { readonly content: string; readonly deleted: boolean }[]
}

interface MessageRow {
  content: string
  deleted_at: string | null
}

/** Starts as a server does, the sweep included, and looks at everything. */
export async function find(dataDir: string, secrets: readonly string[]): Promise<Found> {
  const workspaces = new Map<string, FoundWorkspace>()
  const problems: string[] = []
  const services = openServices(loadConfig({ DATA_DIR: dataDir }), createLogger('silent'))
  try {
    const { tenants, auth } = services
    await tenants.sweep()
    problems.push(...damages('auth.db', auth.database))
    const registered = tenants.registry.list('', 1_000)
    for (const { id, slug, state } of registered) {
      if (state !== 'active') problems.push(`${slug} is ${state}`)
      if (auth.memberships.ofTenant(id).length !== 1) problems.push(`${slug} has no owner`)
      if (!existsSync(join(tenants.directory.tenant(id), 'files')))
        problems.push(`${slug}: no files/`)
      const db = tenants.engine.open(tenants.directory.database(id), id)
      problems.push(...damages(slug, db))
      workspaces.set(slug, look(db))
      db.close()
    }
    const known = new Set(registered.map(({ id }) => id))
    const tokens = new Set(secrets.filter((secret) => works(services, secret)))
    const orphans = directoriesOf(dataDir).filter((id) => !known.has(id))
    return { workspaces, tokens, orphans, problems }
  } finally {
    await services.close()
  }
}

function damages(name: string, db: Pick<WorkspaceDatabase, 'health'>): string[] {
  return db.health({ full: true }).problems.map((problem) => `${name}: ${problem}`)
}

function look(db: WorkspaceDatabase): FoundWorkspace {
  const rooms = db.sql
    .prepare<{ name: string }>(
      // A room and its first member are one unit of work.
      'SELECT name FROM rooms WHERE id IN (SELECT room_id FROM room_members)',
    )
    .all()
  const messages = db.sql.prepare<MessageRow>('SELECT content, deleted_at FROM messages').all()
  return {
    rooms: rooms.map(({ name }) => name),
    messages: messages.map(({ content, deleted_at }) => ({
      content,
      deleted: deleted_at !== null,
    })),
  }
}

function works({ auth }: Services, secret: string): boolean {
  try {
    return auth.authority.authenticate(secret).credential.id !== ''
  } catch {
    return false
  }
}

function directoriesOf(dataDir: string): string[] {
  return readdirSync(dataDir)
    .filter((name) => /^[0-9a-f]{2}$/.test(name) || name === '.creating')
    .flatMap((name) => readdirSync(join(dataDir, name)))
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Services } from '../../src/services.ts'
import { databaseIn } from '../../src/tenancy/data-directory.ts'
import { newTenantId } from '../../src/tenancy/tenant.ts'
import { openWorkspaceDatabase, workspaceMigrations } from '../../src/workspace-database.ts'
import { converse } from './conversation.ts'
import { openQuietly } from './open-quietly.ts'
import { createMember, type DataSet, type WorkspaceSize } from './workspaces.ts'

export interface Fleet extends DataSet {
  /** In the order of their popularity, where that matters. */
  readonly ids: readonly string[]
  /** Workspaces made per second. */
  readonly rate: number
}

/** Rows of the registry in one unit of work, which is to stay under a megabyte. */
const AT_ONCE = 1_000

/**
 * Makes many workspaces with the same content as fast as a disk takes them: one
 * is made in the ordinary way, the others are copies of its file with another
 * owner stamped in, without a sync each. This is not how the product creates a
 * workspace: see the part `open` for that.
 */
export async function createFleet(
  dataDir: string,
  count: number,
  size: WorkspaceSize,
): Promise<Fleet> {
  const services = openQuietly(dataDir)
  try {
    const { authId, token } = await createMember(services)
    const original = newTenantId()
    const bytes = contentOf(join(dataDir, 'original.db'), original, { ...size, authId })
    const start = performance.now()
    const ids = await copyToFleet(services, { bytes, original, count, authId })
    return { dataDir, authId, token, ids, rate: (count / (performance.now() - start)) * 1_000 }
  } finally {
    await services.close()
  }
}

interface Copies {
  readonly bytes: Buffer
  /** The owner that is stamped in the bytes. */
  readonly original: string
  readonly count: number
  readonly authId: string
  readonly version?: number
}

/** Registers tenants and gives each a copy of the file. */
export async function copyToFleet(
  services: Services,
  { bytes, original, count, authId, version = workspaceMigrations.latest }: Copies,
): Promise<string[]> {
  const { directory } = services.tenants
  const stamps = placesOf(original, bytes)
  const ids = Array.from({ length: count }, newTenantId)
  for (const id of ids) {
    for (const place of stamps) bytes.write(id, place, 'latin1')
    const path = directory.tenant(id)
    mkdirSync(join(path, 'files'), { recursive: true, mode: 0o700 })
    writeFileSync(databaseIn(path), bytes)
  }
  await register(services, ids, authId, version)
  return ids
}

/** Makes the person a member of tenants that are registered here, and have files or not. */
export async function register(
  { auth, tenants }: Services,
  ids: readonly string[],
  authId: string,
  version: number = workspaceMigrations.latest,
): Promise<void> {
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await auth.database.write(() => {
      for (const id of ids.slice(from, from + AT_ONCE)) {
        tenants.registry.insert({ id, slug: `bench-${id}`, name: id, schema_version: version })
        tenants.registry.setState(id, 'active')
        auth.memberships.put(id, authId, 'member')
      }
    })
  }
}

function contentOf(path: string, owner: string, content: Parameters<typeof converse>[1]): Buffer {
  const db = openWorkspaceDatabase(path, { create: true, owner })
  db.sql.transaction(() => converse(db, content))
  // Closing moves the write-ahead log into the file, which then is the whole database.
  db.close()
  return readFileSync(path)
}

/** Where the text stands in the bytes. SQLite has no checksums over a page, so it can be replaced. */
export function placesOf(text: string, bytes: Buffer): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at)
  if (places.length === 0) throw new Error('the owner is not stamped in the file')
  return places
}

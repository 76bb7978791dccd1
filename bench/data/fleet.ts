import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Connection } from '../../src/database/connection.ts'
import { rollBackTo } from '../../src/database/migrate.ts'
import type { Services } from '../../src/services.ts'
import { databaseIn } from '../../src/tenancy/data-directory.ts'
import { newTenantId } from '../../src/tenancy/tenant.ts'
import { openWorkspaceDatabase, workspaceMigrations } from '../../src/workspace-database.ts'
import { converse } from './conversation.ts'
import { openQuietly } from './open-quietly.ts'
import { createMember, type DataSet, type WorkspaceSize } from './workspaces.ts'

/** The file that all of a fleet are copies of. */
export interface Template {
  readonly bytes: Buffer
  /** The owner that is stamped in the bytes. */
  readonly original: string
  readonly version: number
}

export interface Fleet extends DataSet {
  readonly template: Template
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
  version: number = workspaceMigrations.latest,
): Promise<Fleet> {
  const services = openQuietly(dataDir)
  try {
    const { authId, token, session } = await createMember(services)
    const original = newTenantId()
    const path = join(dataDir, 'original.db')
    const bytes = contentOf(path, original, { ...size, authId }, version)
    const template = { bytes, original, version }
    const start = performance.now()
    const ids = Array.from({ length: count }, newTenantId)
    writeCopies(services, template, ids)
    await register(services, ids, authId, version)
    const rate = (count / (performance.now() - start)) * 1_000
    return { dataDir, authId, token, session, ids, template, rate }
  } finally {
    await services.close()
  }
}

/** Gives all of a fleet the file again that they began with. Nobody may have them open. */
export async function putBack({ dataDir, ids, template }: Fleet): Promise<void> {
  const services = openQuietly(dataDir)
  try {
    writeCopies(services, template, ids)
    await inPortions(services, ids, (id) =>
      services.tenants.registry.setVersion(id, template.version),
    )
  } finally {
    await services.close()
  }
}

function writeCopies(
  { tenants: { directory } }: Services,
  { bytes, original }: Template,
  ids: readonly string[],
): void {
  const stamps = placesOf(original, bytes)
  const copy = Buffer.from(bytes)
  for (const id of ids) {
    for (const place of stamps) copy.write(id, place, 'latin1')
    const path = directory.tenant(id)
    mkdirSync(join(path, 'files'), { recursive: true, mode: 0o700 })
    writeFileSync(databaseIn(path), copy)
  }
}

/** Makes the person a member of tenants that are registered here, and have files or not. */
export async function register(
  services: Services,
  ids: readonly string[],
  authId: string,
  version: number = workspaceMigrations.latest,
): Promise<void> {
  const { auth, tenants } = services
  await inPortions(services, ids, (id) => {
    tenants.registry.insert({ id, slug: `bench-${id}`, name: id, schema_version: version })
    tenants.registry.setState(id, 'active')
    auth.memberships.put(id, authId, 'member')
  })
}

async function inPortions(
  { auth }: Services,
  ids: readonly string[],
  write: (id: string) => void,
): Promise<void> {
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await auth.database.write(() => {
      for (const id of ids.slice(from, from + AT_ONCE)) write(id)
    })
  }
}

function contentOf(
  path: string,
  owner: string,
  content: Parameters<typeof converse>[1],
  version: number,
): Buffer {
  const db = openWorkspaceDatabase(path, { create: true, owner })
  db.sql.transaction(() => converse(db, content))
  // Closing moves the write-ahead log into the file, which then is the whole database.
  db.close()
  takeBack(path, owner, version)
  return readFileSync(path)
}

/** Makes a file what older code would have made of it. */
function takeBack(path: string, owner: string, version: number): void {
  const connection = new Connection(path)
  try {
    const { latest } = workspaceMigrations
    rollBackTo(connection, workspaceMigrations, owner, { least: latest, most: latest, to: version })
  } finally {
    connection.close()
  }
}

/** Where the text stands in the bytes. SQLite has no checksums over a page, so it can be replaced. */
export function placesOf(text: string, bytes: Buffer): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at)
  if (places.length === 0) throw new Error('the owner is not stamped in the file')
  return places
}

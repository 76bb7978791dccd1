import type { UserRow } from '../models/rows.ts'
import { locked, type Problem } from '../problem.ts'
import type { TenantPool } from '../tenancy/pool.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'
import type { Caller, WorkspaceAccess } from './authority.ts'

type Pool = TenantPool<WorkspaceDatabase>

/**
 * A workspace's `users` is a projection of the auth database: a person's row is
 * made when they first touch the workspace. These three run a callback with it.
 */

/**
 * As {@link TenantPool.read}, with the caller's own row.
 *
 * @throws Problem 423 where they have none and the workspace can only be read
 */
export function readAs<T>(
  pool: Pool,
  access: WorkspaceAccess,
  work: (db: WorkspaceDatabase, me: UserRow) => T,
): Promise<T> {
  return readAsOrWithout(pool, access, (db, me) => {
    if (me === null) throw neverHere()
    return work(db, me)
  })
}

/**
 * As {@link TenantPool.read}, with the caller's own row, made now if it is missing. Only where
 * the workspace can only be read nothing is made, and `me` is null for who never was here.
 */
export async function readAsOrWithout<T>(
  pool: Pool,
  access: WorkspaceAccess,
  work: (db: WorkspaceDatabase, me: UserRow | null) => T,
): Promise<T> {
  const known = await pool.read(access, (db) => {
    const me = db.users.findByAuthId(access.caller.personId)
    return me || !mayWrite(access) ? { result: work(db, me) } : null
  })
  if (known) return known.result
  await pool.write(access, (db) => project(db, access.caller))
  return readAsOrWithout(pool, access, work)
}

/** As {@link TenantPool.write}, with the caller's own row. */
export function writeAs<T>(
  pool: Pool,
  access: WorkspaceAccess,
  work: (db: WorkspaceDatabase, me: UserRow) => T,
): Promise<T> {
  return pool.write(access, (db) => work(db, project(db, access.caller)))
}

/** The person's row, made now if it is missing. Belongs in a unit of work. */
export function project(
  db: WorkspaceDatabase,
  { personId, email, name }: Pick<Caller, 'personId' | 'email' | 'name'>,
): UserRow {
  const known = db.users.findByAuthId(personId)
  if (known) return known
  // Somebody with this address who is nobody's projection: imported, or once removed.
  const sameAddress = db.users.findByEmail(email)
  if (sameAddress && sameAddress.auth_id === null) {
    return db.users.update(sameAddress.id, { auth_id: personId }) ?? sameAddress
  }
  return db.users.create({
    auth_id: personId,
    email: sameAddress ? null : email,
    name: name ?? localPart(email),
    username: freeUsername(db, usernameFor(email)),
  })
}

function mayWrite({ tenant }: WorkspaceAccess): boolean {
  return tenant.state === 'active'
}

function neverHere(): Problem {
  const detail = 'this workspace can only be read, and you have never been in it'
  return locked('workspace_read_only', detail)
}

function localPart(email: string): string {
  return email.slice(0, email.indexOf('@')).toLowerCase()
}

/** What the address suggests, of the characters that a username may have (32 with a number). */
function usernameFor(email: string): string {
  const allowed = localPart(email).replaceAll(/[^a-z0-9._-]+/g, '-')
  return allowed.replace(/^[._-]+/, '').slice(0, 24) || 'user'
}

/** `ada`, or the first of `ada-2`, `ada-3`, … that nobody has. */
function freeUsername(db: WorkspaceDatabase, wish: string): string {
  if (!db.users.findByUsername(wish)) return wish
  for (let number = 2; ; number += 1) {
    const username = `${wish}-${number}`
    if (!db.users.findByUsername(username)) return username
  }
}

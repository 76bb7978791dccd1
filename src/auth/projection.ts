import type { UserRow } from '../models/rows.ts'
import { locked, type Problem } from '../problem.ts'
import type { TenantPool } from '../tenancy/pool.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'
import type { WorkspaceAccess } from './authority.ts'
import { isCurrent, project } from './project.ts'

type Pool = TenantPool<WorkspaceDatabase>

/**
 * A workspace's `users` is a projection of the auth database: a person's row is
 * made when they first touch the workspace, and mended when they touch it and it
 * is not what it should be. These three run a callback with it.
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
 * As {@link TenantPool.read}, with the caller's own row, made or mended now if need be. Only where
 * the workspace can only be read nothing is, and `me` is null for who never was here.
 */
export async function readAsOrWithout<T>(
  pool: Pool,
  access: WorkspaceAccess,
  work: (db: WorkspaceDatabase, me: UserRow | null) => T,
): Promise<T> {
  const known = await pool.read(access, (db) => {
    const me = db.users.findByAuthId(access.caller.personId)
    const fits = me !== null && isCurrent(db, me, access.caller)
    return fits || !mayWrite(access) ? { result: work(db, me) } : null
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

function mayWrite({ tenant }: WorkspaceAccess): boolean {
  return tenant.state === 'active'
}

function neverHere(): Problem {
  const detail = 'this workspace can only be read, and you have never been in it'
  return locked('workspace_read_only', detail)
}

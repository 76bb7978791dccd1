import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { databaseIn } from '../tenancy/data-directory.ts'
import type { TenantCondition } from '../tenancy/doctor/tenant-condition.ts'
import type { TenantDatabase, TenantEngine } from '../tenancy/tenant-database.ts'
import type { Examinee } from '../tenancy/worker-protocol.ts'

/** Looks at one tenant's directory, and at the database in it. */
export function examineTenant(
  engine: Pick<TenantEngine<TenantDatabase>, 'examine'>,
  { id, directory }: Examinee,
  integrity: boolean,
): TenantCondition {
  const names = namesIn(directory)
  const there = names?.includes('workspace.db') ?? false
  const path = databaseIn(directory)
  const files = join(directory, 'files')
  return { id, names, examination: there ? engine.examine(path, id, integrity, files) : null }
}

function namesIn(directory: string): string[] | null {
  try {
    return readdirSync(directory)
  } catch {
    // None, or one that nobody may read: its database is out of reach either way.
    return null
  }
}

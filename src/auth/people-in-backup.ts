import { withConnection } from '../database/with-connection.ts'
import type { WorkspaceRole } from './rows.ts'

/** Somebody who was in a workspace when the auth database was backed up. */
export interface BackedUpPerson {
  readonly id: string
  /** Null for who had left it. */
  readonly role: WorkspaceRole | null
}

const MEMBERS = 'SELECT user_id AS id, role FROM memberships WHERE tenant_id = ?'
const FORMER = 'SELECT user_id AS id, NULL AS role FROM former_memberships WHERE tenant_id = ?'

/** @param path of a copy of the auth database that nobody uses, of this version or an older one */
export function peopleInBackup(path: string, tenantId: string): BackedUpPerson[] {
  return withConnection(path, (connection) => {
    const [table] = connection.query(
      `SELECT 1 FROM sqlite_schema WHERE name = 'former_memberships'`,
      [],
    ).rows
    return [MEMBERS, ...(table ? [FORMER] : [])].flatMap((sql) =>
      connection.prepare<BackedUpPerson>(sql).all(tenantId),
    )
  })
}

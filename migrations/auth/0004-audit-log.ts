import type { Migration } from '../../src/database/migration.ts'

/**
 * What was done to accounts and workspaces, by whom, and from where. Ids only: no
 * names and no content. Nothing refers to other tables, because a row outlives
 * the person, the workspace and the token that it speaks of.
 */
export const auditLog: Migration = {
  name: '0004-audit-log',
  // A table that older code does not know and nothing of its own refers to.
  servesFrom: { read: 1, write: 1 },
  up: [
    `CREATE TABLE audit_log (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at TEXT NOT NULL,
      action TEXT NOT NULL,
      actor_kind TEXT NOT NULL CHECK (actor_kind IN ('person', 'operator', 'system', 'anonymous')),
      actor_id TEXT,
      credential_id TEXT,
      person_id TEXT,
      tenant_id TEXT,
      target TEXT,
      details TEXT,
      request_id TEXT,
      client_network TEXT
    )`,
    'CREATE INDEX audit_log_at ON audit_log(at)',
    'CREATE INDEX audit_log_person ON audit_log(person_id, id) WHERE person_id IS NOT NULL',
    'CREATE INDEX audit_log_actor ON audit_log(actor_id) WHERE actor_id IS NOT NULL',
    'CREATE INDEX audit_log_tenant ON audit_log(tenant_id, id) WHERE tenant_id IS NOT NULL',
  ],
  down: ['DROP TABLE audit_log'],
}

import type { Migration } from '../../src/database/migration.ts'

/** What lets somebody into a workspace who is not in it yet. */
export const invitations: Migration = {
  name: '0006-invitations',
  // A table that older code does not know; its rows go with what they refer to.
  servesFrom: { read: 1, write: 1 },
  up: [
    `CREATE TABLE invitations (
      id TEXT PRIMARY KEY,
      tenant_id TEXT NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
      token_hash TEXT NOT NULL UNIQUE,
      email TEXT COLLATE NOCASE,
      role TEXT NOT NULL CHECK (role IN ('admin', 'member')),
      max_uses INTEGER NOT NULL CHECK (max_uses >= 1),
      uses INTEGER NOT NULL DEFAULT 0 CHECK (uses <= max_uses),
      invited_by TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
      created_at TEXT NOT NULL,
      expires_at TEXT NOT NULL,
      CHECK (email IS NULL OR max_uses = 1)
    )`,
    'CREATE INDEX invitations_tenant ON invitations(tenant_id, id)',
    'CREATE INDEX invitations_inviter ON invitations(invited_by)',
    'CREATE INDEX invitations_end ON invitations(expires_at)',
  ],
  down: ['DROP TABLE invitations'],
}

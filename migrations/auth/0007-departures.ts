import type { Migration } from '../../src/database/migration.ts'

/**
 * Who was in which workspace and is not any more, and whose account is no more. Random ids only.
 * `seq` orders what a workspace's file has to follow (its `departures_seen`); `erased` says that
 * nothing personal may stay in it; `settled`, that the file has followed.
 *
 * Nothing refers to `users`: these rows are what outlives a person.
 */
export const departures: Migration = {
  name: '0007-departures',
  // Older code would end memberships without a word of it here, and nobody could be erased.
  servesFrom: { read: 1, write: 7 },
  up: [
    `CREATE TABLE former_memberships (
      tenant_id TEXT NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
      user_id TEXT NOT NULL,
      seq INTEGER NOT NULL,
      erased INTEGER NOT NULL CHECK (erased IN (0, 1)),
      settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
      ended_at TEXT NOT NULL,
      PRIMARY KEY (tenant_id, user_id)
    ) WITHOUT ROWID`,
    'CREATE INDEX former_memberships_user ON former_memberships(user_id)',
    'CREATE INDEX former_memberships_tenant ON former_memberships(tenant_id, seq)',
    'CREATE UNIQUE INDEX former_memberships_seq ON former_memberships(seq)',
    // What is left to do is found without looking at what was done.
    'CREATE INDEX former_memberships_open ON former_memberships(seq) WHERE settled = 0',
    `CREATE TABLE erased_people (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      auth_id TEXT NOT NULL UNIQUE
    )`,
  ],
  down: ['DROP TABLE erased_people', 'DROP TABLE former_memberships'],
}

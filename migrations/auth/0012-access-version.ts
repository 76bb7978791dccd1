import type { Migration } from '../../src/database/migration.ts'

/**
 * Moves whenever somebody may have lost the right to be where they are: a credential, a membership
 * or the use of a workspace has ended. Whoever holds connections open looks at this one number,
 * and not at each connection whenever anything is written here, which is at least once a second.
 */
export const accessVersion: Migration = {
  name: '0012-access-version',
  // The triggers count for older code, too.
  servesFrom: { read: 1, write: 1 },
  up: [
    'CREATE TABLE access_version (version INTEGER NOT NULL)',
    'INSERT INTO access_version (version) VALUES (0)',
    ...[
      ['session_ended', 'DELETE ON sessions'],
      ['token_ended', 'DELETE ON api_tokens'],
      ['token_narrowed', 'UPDATE OF scopes, tenant_id, expires_at ON api_tokens'],
      ['membership_ended', 'DELETE ON memberships'],
      ['tenant_state_changed', 'UPDATE OF state ON tenants'],
      ['tenant_gone', 'DELETE ON tenants'],
    ].map(
      ([name, event]) =>
        `CREATE TRIGGER ${name} AFTER ${event}
     BEGIN UPDATE access_version SET version = version + 1; END`,
    ),
  ],
  down: [
    'DROP TRIGGER tenant_gone',
    'DROP TRIGGER tenant_state_changed',
    'DROP TRIGGER membership_ended',
    'DROP TRIGGER token_narrowed',
    'DROP TRIGGER token_ended',
    'DROP TRIGGER session_ended',
    'DROP TABLE access_version',
  ],
}

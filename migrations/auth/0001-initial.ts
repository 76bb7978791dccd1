import type { Migration } from '../../src/database/migration.ts'

/**
 * People and their credentials in the shape of Auth.js (https://authjs.dev/getting-started/database),
 * the registry of tenants, and who belongs to which.
 */
export const initial: Migration = {
  name: '0001-initial',
  up: [
    `CREATE TABLE users (
      id TEXT PRIMARY KEY,
      name TEXT,
      email TEXT NOT NULL UNIQUE COLLATE NOCASE,
      emailVerified TEXT,
      image TEXT,
      created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    )`,
    `CREATE TABLE accounts (
      id TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))),
      userId TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
      type TEXT NOT NULL,
      provider TEXT NOT NULL,
      providerAccountId TEXT NOT NULL,
      refresh_token TEXT,
      access_token TEXT,
      expires_at INTEGER,
      token_type TEXT,
      scope TEXT,
      id_token TEXT,
      session_state TEXT,
      UNIQUE (provider, providerAccountId)
    )`,
    'CREATE INDEX accounts_user ON accounts(userId)',
    `CREATE TABLE sessions (
      id TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))),
      sessionToken TEXT NOT NULL UNIQUE,
      userId TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
      expires TEXT NOT NULL
    )`,
    'CREATE INDEX sessions_user ON sessions(userId)',
    `CREATE TABLE verification_tokens (
      identifier TEXT NOT NULL,
      token TEXT NOT NULL,
      expires TEXT NOT NULL,
      PRIMARY KEY (identifier, token)
    )`,
    `CREATE TABLE tenants (
      id TEXT PRIMARY KEY,
      slug TEXT NOT NULL UNIQUE COLLATE NOCASE,
      name TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN
        ('provisioning', 'active', 'read_only', 'suspended', 'archived', 'deleting')),
      schema_version INTEGER NOT NULL,
      created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
      last_opened_at TEXT,
      delete_after TEXT
    )`,
    // The start-up sweep looks only for what a crash can have left behind.
    `CREATE INDEX tenants_provisioning ON tenants(id) WHERE state = 'provisioning'`,
    'CREATE INDEX tenants_version ON tenants(schema_version)',
    `CREATE TABLE memberships (
      tenant_id TEXT NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
      user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
      role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
      created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
      PRIMARY KEY (tenant_id, user_id)
    ) WITHOUT ROWID`,
    'CREATE INDEX memberships_user ON memberships(user_id)',
    `CREATE TABLE api_tokens (
      id TEXT PRIMARY KEY,
      user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
      token_hash TEXT NOT NULL UNIQUE,
      label TEXT NOT NULL,
      scopes TEXT NOT NULL,
      tenant_id TEXT REFERENCES tenants(id) ON DELETE CASCADE,
      created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
      expires_at TEXT,
      last_used_at TEXT
    )`,
    'CREATE INDEX api_tokens_user ON api_tokens(user_id)',
    'CREATE INDEX api_tokens_tenant ON api_tokens(tenant_id)',
  ],
  down: [
    'DROP TABLE api_tokens',
    'DROP TABLE memberships',
    'DROP TABLE tenants',
    'DROP TABLE verification_tokens',
    'DROP TABLE sessions',
    'DROP TABLE accounts',
    'DROP TABLE users',
  ],
}

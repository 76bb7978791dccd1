import type { Migration } from '../../src/database/migration.ts'

/**
 * Passwords, and what people are shown of their sessions. Until now nobody could
 * sign in, so that the table of sessions can be made anew: an added column could
 * not have the time of its row as its default.
 */
export const signIn: Migration = {
  name: '0005-sign-in',
  // Version 4 writes no session, and knows nothing of a password.
  servesFrom: { read: 4, write: 4 },
  up: [
    `CREATE TABLE passwords (
      user_id TEXT PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
      hash TEXT NOT NULL,
      changed_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    ) WITHOUT ROWID`,
    'DROP TABLE sessions',
    `CREATE TABLE sessions (
      id TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))),
      sessionToken TEXT NOT NULL UNIQUE,
      userId TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
      expires TEXT NOT NULL,
      created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
      last_used_at TEXT,
      user_agent TEXT
    )`,
    'CREATE INDEX sessions_user ON sessions(userId)',
    // What has ended is swept away whenever somebody signs in.
    'CREATE INDEX sessions_expires ON sessions(expires)',
    // A mailed link holds the token and not the address.
    'CREATE INDEX verification_tokens_token ON verification_tokens(token)',
    'CREATE INDEX verification_tokens_expires ON verification_tokens(expires)',
  ],
  down: [
    'DROP INDEX verification_tokens_expires',
    'DROP INDEX verification_tokens_token',
    'DROP INDEX sessions_expires',
    'ALTER TABLE sessions DROP COLUMN user_agent',
    'ALTER TABLE sessions DROP COLUMN last_used_at',
    'ALTER TABLE sessions DROP COLUMN created_at',
    'DROP TABLE passwords',
  ],
}

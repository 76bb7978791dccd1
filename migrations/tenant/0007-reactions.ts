import type { Migration } from '../../src/database/migration.ts'

/**
 * Each emoji under a message and how many chose it, and who they are. `emoji_count` says how many
 * different ones there are, which bounds them, and spares the question for messages without any.
 */
export const reactions: Migration = {
  name: '0007-reactions',
  // Older code may read. It may not write: what it deletes would keep its reactions.
  servesFrom: { read: 1, write: 7 },
  up: [
    'ALTER TABLE messages ADD COLUMN emoji_count INTEGER NOT NULL DEFAULT 0',
    `CREATE TABLE message_reactions (
  id INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
  emoji TEXT NOT NULL,
  count INTEGER NOT NULL,
  UNIQUE (message_id, emoji)
)`,
    `CREATE TABLE message_reaction_users (
  reaction_id INTEGER NOT NULL REFERENCES message_reactions(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id),
  created_at TIMESTAMP NOT NULL,
  PRIMARY KEY (reaction_id, user_id)
) WITHOUT ROWID`,
    'CREATE INDEX message_reaction_users_user ON message_reaction_users(user_id)',
  ],
  down: [
    'DROP TABLE message_reaction_users',
    'DROP TABLE message_reactions',
    'ALTER TABLE messages DROP COLUMN emoji_count',
  ],
}

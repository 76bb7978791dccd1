import type { Migration } from '../../src/database/migration.ts'

/** What nobody refers to any more goes in the same transaction, whoever deletes the last message. */
const RELEASE = `BEGIN
  DELETE FROM files WHERE id = old.file_id
  AND NOT EXISTS (SELECT 1 FROM messages WHERE file_id = old.file_id);
END`

/**
 * What people have uploaded, and the message of type `image` or `file` that shows it. The bytes lie
 * beside the database, in `files/<sha256>`: once, however many rows have that content.
 * `attached_at` is null until a message refers to the row.
 *
 * `files_total` is what they take up on the disk: each content counts once.
 *
 * `unused_contents` are contents that may lie there although no row of `files` has them, because an
 * upload is about to, or the last of them has just gone: a row is written before a name is made, and
 * deleted after it was removed, so that after a crash in between it tells what to remove. It is
 * triggers that write it, because messages go by many ways: alone, with a room, when they are old.
 */
export const files: Migration = {
  name: '0013-files',
  // Older code may read. It may not write: what it deletes would keep its file.
  servesFrom: { read: 1, write: 13 },
  up: [
    `CREATE TABLE files (
  id TEXT PRIMARY KEY,
  user_id TEXT REFERENCES users(id),
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  width INTEGER,
  height INTEGER,
  created_at TIMESTAMP NOT NULL,
  attached_at TIMESTAMP
)`,
    'CREATE INDEX files_content ON files(sha256)',
    'CREATE INDEX files_user ON files(user_id, attached_at)',
    'CREATE INDEX files_unattached ON files(created_at) WHERE attached_at IS NULL',
    'CREATE TABLE files_total (bytes INTEGER NOT NULL)',
    'INSERT INTO files_total VALUES (0)',
    'CREATE TABLE unused_contents (sha256 TEXT PRIMARY KEY) WITHOUT ROWID',
    'ALTER TABLE messages ADD COLUMN file_id TEXT REFERENCES files(id)',
    'CREATE INDEX messages_file ON messages(file_id) WHERE file_id IS NOT NULL',
    `CREATE TRIGGER messages_deleted_with_file AFTER DELETE ON messages
WHEN old.file_id IS NOT NULL ${RELEASE}`,
    `CREATE TRIGGER messages_parted_from_file AFTER UPDATE OF file_id ON messages
WHEN old.file_id IS NOT NULL AND new.file_id IS NOT old.file_id ${RELEASE}`,
    `CREATE TRIGGER files_created AFTER INSERT ON files
WHEN NOT EXISTS (SELECT 1 FROM files WHERE sha256 = new.sha256 AND id <> new.id) BEGIN
  UPDATE files_total SET bytes = bytes + new.bytes;
END`,
    `CREATE TRIGGER files_deleted AFTER DELETE ON files
WHEN NOT EXISTS (SELECT 1 FROM files WHERE sha256 = old.sha256) BEGIN
  UPDATE files_total SET bytes = bytes - old.bytes;
  INSERT OR IGNORE INTO unused_contents VALUES (old.sha256);
END`,
  ],
  down: [
    'DROP TRIGGER messages_deleted_with_file',
    'DROP TRIGGER messages_parted_from_file',
    'DROP TRIGGER files_created',
    'DROP TRIGGER files_deleted',
    'DROP INDEX messages_file',
    'ALTER TABLE messages DROP COLUMN file_id',
    'DROP TABLE unused_contents',
    'DROP TABLE files_total',
    'DROP TABLE files',
  ],
}

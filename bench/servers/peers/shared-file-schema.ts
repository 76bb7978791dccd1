import type { Migration } from '../../../src/database/migration.ts'
import { MigrationList } from '../../../src/database/migration-list.ts'

/** New messages that enter the index of the search together, as in a workspace of ours. */
const BATCH = 32

/**
 * All workspaces in one file: what the load uses of our schema, with the workspace's number in
 * front of every key. Ids are of the whole file.
 */
const tables: Migration = {
  name: '0001-shared-file',
  up: [
    'CREATE TABLE tenants (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)',
    `CREATE TABLE users (
  tenant INTEGER NOT NULL REFERENCES tenants,
  id TEXT NOT NULL,
  auth_id TEXT,
  username TEXT,
  name TEXT,
  avatar_url TEXT,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID`,
    'CREATE UNIQUE INDEX users_auth ON users (tenant, auth_id)',
    `CREATE TABLE rooms (
  id INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL REFERENCES tenants,
  name TEXT,
  type TEXT NOT NULL,
  visibility TEXT NOT NULL,
  topic TEXT,
  created_by TEXT,
  created_at TIMESTAMP NOT NULL,
  archived_at TIMESTAMP,
  member_count INTEGER NOT NULL,
  last_said_id INTEGER NOT NULL
)`,
    `CREATE TABLE room_members (
  tenant INTEGER NOT NULL,
  room_id INTEGER NOT NULL REFERENCES rooms,
  user_id TEXT NOT NULL,
  role TEXT NOT NULL,
  last_read_id INTEGER NOT NULL,
  PRIMARY KEY (tenant, room_id, user_id),
  FOREIGN KEY (tenant, user_id) REFERENCES users
) WITHOUT ROWID`,
    'CREATE INDEX room_members_user ON room_members (tenant, user_id, room_id)',
    `CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  room_id INTEGER NOT NULL REFERENCES rooms,
  user_id TEXT,
  content TEXT NOT NULL,
  type TEXT NOT NULL DEFAULT 'text',
  created_at TIMESTAMP NOT NULL,
  edited_at TIMESTAMP,
  deleted_at TIMESTAMP,
  revision INTEGER NOT NULL DEFAULT 1,
  reply_to_id INTEGER,
  reply_count INTEGER NOT NULL DEFAULT 0,
  mention_count INTEGER NOT NULL DEFAULT 0,
  emoji_count INTEGER NOT NULL DEFAULT 0,
  file_id TEXT,
  notice TEXT,
  FOREIGN KEY (tenant, user_id) REFERENCES users
)`,
    'CREATE INDEX messages_room ON messages (tenant, room_id)',
    `CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  type TEXT NOT NULL,
  room_id INTEGER,
  message_id INTEGER,
  created_at TIMESTAMP NOT NULL
)`,
    'CREATE INDEX events_tenant ON events (tenant)',
    `CREATE VIRTUAL TABLE message_search USING fts5(
  words, tenant, content='', columnsize=0, detail=column,
  tokenize="unicode61 remove_diacritics 2"
)`,
    'CREATE TABLE search_state (only INTEGER PRIMARY KEY CHECK (only = 1), through INTEGER NOT NULL)',
    'INSERT INTO search_state VALUES (1, 0)',
    `CREATE TRIGGER messages_search AFTER INSERT ON messages
  WHEN new.id >= (SELECT through FROM search_state) + ${BATCH}
BEGIN
  INSERT INTO message_search (rowid, words, tenant)
    SELECT id, content, 't' || tenant FROM messages
    WHERE id > (SELECT through FROM search_state) AND id <= new.id ORDER BY id;
  UPDATE search_state SET through = new.id;
END`,
    `CREATE TABLE api_tokens (
  token_hash TEXT PRIMARY KEY,
  person TEXT NOT NULL
) WITHOUT ROWID`,
    `CREATE TABLE memberships (
  tenant INTEGER NOT NULL REFERENCES tenants,
  person TEXT NOT NULL,
  PRIMARY KEY (tenant, person)
) WITHOUT ROWID`,
  ],
  down: [],
}

export const sharedFileMigrations = new MigrationList([tables])

/** As it is stamped in the file. */
export const SHARED_FILE_OWNER = 'bench'

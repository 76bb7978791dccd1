import type { Migration } from '../../src/database/migration.ts'

/** The tables of the original database document, column for column. */
export const initial: Migration = {
  name: '0001-initial',
  up: [
    `CREATE TABLE users (
  id TEXT PRIMARY KEY,
  auth_id TEXT UNIQUE,
  username TEXT UNIQUE,
  email TEXT UNIQUE,
  avatar_url TEXT,
  name TEXT,
  emailVerified TIMESTAMP,
  image TEXT,
  password_hash TEXT,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
)`,
    `CREATE TABLE rooms (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT,
  type TEXT CHECK(type IN ('direct','group')),
  created_by TEXT REFERENCES users(id),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
)`,
    `CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  room_id INTEGER REFERENCES rooms(id) ON DELETE CASCADE,
  user_id TEXT REFERENCES users(id),
  content TEXT,
  type TEXT DEFAULT 'text' CHECK(type IN ('text','image','file')),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  edited_at TIMESTAMP,
  deleted_at TIMESTAMP
)`,
    `CREATE TABLE room_members (
  room_id INTEGER REFERENCES rooms(id) ON DELETE CASCADE,
  user_id TEXT REFERENCES users(id) ON DELETE CASCADE,
  joined_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  role TEXT DEFAULT 'member' CHECK(role IN ('admin','member')),
  PRIMARY KEY (room_id, user_id)
)`,
    // Every index ends with the rowid, which is id: this one keeps a room's messages in the order
    // of their ids. Naming id as well would store it twice and make the index two fifths larger.
    'CREATE INDEX messages_room ON messages(room_id)',
    // With room_id behind it the index alone answers "the rooms of a user, in order".
    'CREATE INDEX room_members_user ON room_members(user_id, room_id)',
  ],
  down: ['DROP TABLE room_members', 'DROP TABLE messages', 'DROP TABLE rooms', 'DROP TABLE users'],
}

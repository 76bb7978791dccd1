import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Connection } from '../../src/database/connection.ts'
import { migrate, rollBack } from '../../src/database/migrate.ts'
import { parseQuery } from '../../src/models/search/parse-query.ts'
import { openWorkspaceDatabase, workspaceMigrations } from '../../src/workspace-database.ts'

let directory = ''
let path = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'conclave-migrations-'))
  path = join(directory, 'workspace.db')
  openWorkspaceDatabase(path, { create: true }).close()
})
afterEach(() => rmSync(directory, { recursive: true }))

function withConnection<T>(work: (connection: Connection) => T): T {
  const connection = new Connection(path)
  try {
    return work(connection)
  } finally {
    connection.close()
  }
}

/** Takes the file back to `version`. */
function stepBackTo(version: number): void {
  const steps = workspaceMigrations.latest - version
  withConnection((connection) => rollBack(connection, workspaceMigrations, undefined, steps))
}

function columnsOf(connection: Connection, table: string): string[] {
  return connection
    .prepare<{ column: string }>(
      `SELECT trim(name || ' ' || type || ' ' || coalesce(dflt_value, '')) ||
         CASE WHEN pk > 0 THEN ' key ' || pk ELSE '' END AS column FROM pragma_table_info(?)`,
    )
    .all(table)
    .map((row) => row.column)
}

function referencesOf(connection: Connection, table: string): string[] {
  return connection
    .prepare<{ reference: string }>(
      `SELECT "from" || ' to ' || "table" || '.' || "to" || ' ' || on_delete AS reference
       FROM pragma_foreign_key_list(?) ORDER BY "from"`,
    )
    .all(table)
    .map((row) => row.reference)
}

describe('0001-initial', () => {
  test("makes the document's tables, column for column", () => {
    stepBackTo(1)
    withConnection((connection) => {
      expect(columnsOf(connection, 'users')).toEqual([
        'id TEXT key 1',
        'auth_id TEXT',
        'username TEXT',
        'email TEXT',
        'avatar_url TEXT',
        'name TEXT',
        'emailVerified TIMESTAMP',
        'image TEXT',
        'password_hash TEXT',
        'created_at TIMESTAMP CURRENT_TIMESTAMP',
      ])
      expect(columnsOf(connection, 'rooms')).toEqual([
        'id INTEGER key 1',
        'name TEXT',
        'type TEXT',
        'created_by TEXT',
        'created_at TIMESTAMP CURRENT_TIMESTAMP',
      ])
      expect(columnsOf(connection, 'messages')).toEqual([
        'id INTEGER key 1',
        'room_id INTEGER',
        'user_id TEXT',
        'content TEXT',
        "type TEXT 'text'",
        'created_at TIMESTAMP CURRENT_TIMESTAMP',
        'edited_at TIMESTAMP',
        'deleted_at TIMESTAMP',
      ])
      expect(columnsOf(connection, 'room_members')).toEqual([
        'room_id INTEGER key 1',
        'user_id TEXT key 2',
        'joined_at TIMESTAMP CURRENT_TIMESTAMP',
        "role TEXT 'member'",
      ])
    })
  })

  test('has its references and cascades', () => {
    stepBackTo(1)
    withConnection((connection) => {
      expect(referencesOf(connection, 'rooms')).toEqual(['created_by to users.id NO ACTION'])
      expect(referencesOf(connection, 'messages')).toEqual([
        'room_id to rooms.id CASCADE',
        'user_id to users.id NO ACTION',
      ])
      expect(referencesOf(connection, 'room_members')).toEqual([
        'room_id to rooms.id CASCADE',
        'user_id to users.id CASCADE',
      ])
    })
  })

  test('can be undone and done again', () => {
    stepBackTo(0)
    withConnection((connection) => {
      expect(columnsOf(connection, 'users')).toEqual([])
      migrate(connection, workspaceMigrations, undefined)
      expect(columnsOf(connection, 'users')).not.toEqual([])
    })
  })
})

describe('0002-direct-rooms', () => {
  test('gives the direct rooms of version 1 their key, the oldest of each pair', () => {
    stepBackTo(1)
    withConnection((connection) => {
      const add = connection.prepare('INSERT INTO room_members (room_id, user_id) VALUES (?, ?)')
      for (const id of ['a', 'b', 'c:d']) {
        connection.prepare('INSERT INTO users (id) VALUES (?)').run(id)
      }
      const rooms: [string, ...string[]][] = [
        ['group', 'a', 'b'],
        ['direct', 'b', 'a'],
        ['direct', 'a', 'b'],
        ['direct', 'c:d', 'a'],
        ['direct', 'a'],
      ]
      for (const [type, ...members] of rooms) {
        const insert = connection.prepare('INSERT INTO rooms (type) VALUES (?)')
        const { lastInsertRowid } = insert.run(type)
        for (const member of members) add.run(lastInsertRowid, member)
      }
    })

    const db = openWorkspaceDatabase(path, { create: true })
    try {
      const keys = [1, 2, 3, 4, 5].map((id) => db.rooms.findById(id)?.direct_key)
      expect(keys).toEqual([null, 'a:b', null, 'a:c%3Ad', null])
      expect(db.rooms.findOrCreateDirectRoom('a', 'b')).toMatchObject({
        created: false,
        room: { id: 2 },
      })
      expect(db.rooms.createDirectRoom('c:d', 'a').id).toBe(4)
    } finally {
      db.close()
    }
  })

  test('stepping back keeps the rooms and their messages', () => {
    const db = openWorkspaceDatabase(path)
    db.users.create({ id: 'a' })
    db.users.create({ id: 'b' })
    const { id } = db.rooms.createDirectRoom('a', 'b')
    db.messages.create({ room_id: id, user_id: 'a', content: 'kept' })
    db.close()

    stepBackTo(1)
    const again = openWorkspaceDatabase(path, { create: true })
    expect(again.messages.findByRoom(id)).toMatchObject([{ content: 'kept' }])
    expect(again.rooms.createDirectRoom('b', 'a').id).toBe(id)
    again.close()
  })
})

describe('0003-rooms-being-deleted', () => {
  test('stepping back finishes what was being deleted, and keeps the rest', () => {
    const db = openWorkspaceDatabase(path)
    db.users.create({ id: 'a' })
    for (const name of ['goes', 'stays']) {
      const { id } = db.rooms.create({ name, type: 'group' })
      db.roomMembers.addMember(id, 'a')
      for (let sent = 0; sent < 150; sent += 1) {
        db.messages.create({ room_id: id, user_id: 'a', content: name })
      }
    }
    db.rooms.delete(1)
    expect(db.messages.findByRoom(1, 9_999)).toHaveLength(50)
    db.close()

    stepBackTo(2)
    const again = openWorkspaceDatabase(path, { create: true })
    expect(again.stats().rows).toMatchObject({ rooms: 1, messages: 150, room_members: 1 })
    expect(again.rooms.findUserRooms('a')).toMatchObject([{ name: 'stays' }])
    again.close()
  })
})

describe('0015-message-search', () => {
  test('indexes what was written before, but what is deleted', () => {
    const db = openWorkspaceDatabase(path)
    db.users.create({ id: 'a' })
    const { id: room_id } = db.rooms.create({ name: 'General', type: 'group' })
    db.roomMembers.addMember(room_id, 'a')
    const say = (content: string) => db.messages.create({ room_id, user_id: 'a', content }).id
    const kept = say('今天天气很好 crème')
    const gone = say('天气 gone')
    db.messages.softDelete(gone)
    db.close()

    stepBackTo(14)
    const again = openWorkspaceDatabase(path, { create: true })
    const found = ['天气', 'creme', 'gone', 'on:2000-01-01'].map((text) => {
      const query = parseQuery(text)
      return again.search.find({ query, userId: 'a', before: null, limit: 9 }).ids
    })
    expect(found).toEqual([[kept], [kept], [], []])
    expect(again.search.span()).toBe(gone)
    again.close()
  })
})

describe('0017-search-accents', () => {
  test('indexes anew what was written before, and back', () => {
    const db = openWorkspaceDatabase(path)
    db.users.create({ id: 'a' })
    const { id: room_id } = db.rooms.create({ name: 'General', type: 'group' })
    db.roomMembers.addMember(room_id, 'a')
    const kept = db.messages.create({ room_id, user_id: 'a', content: 'Ёлка, άνθρωπος' }).id
    const gone = db.messages.create({ room_id, user_id: 'a', content: 'ёлка' }).id
    db.close()

    const words = (text: string) =>
      withConnection((connection) =>
        connection
          .prepare<{ rowid: number }>(
            'SELECT rowid FROM message_search WHERE message_search MATCH ?',
          )
          .all(text)
          .map(({ rowid }) => rowid),
      )
    stepBackTo(16)
    expect([words('елка'), words('ёлка')]).toEqual([[], [kept, gone]])
    // The triggers of then keep the index of then true.
    withConnection((connection) =>
      connection.prepare("UPDATE messages SET content = 'x' WHERE id = ?").run(gone),
    )
    expect(words('ёлка')).toEqual([kept])
    openWorkspaceDatabase(path, { create: true }).close()
    expect([words('елка'), words('ανθρωπος'), words('ёлка'), words('x')]).toEqual([
      [kept],
      [kept],
      [],
      [gone],
    ])
  })
})

describe('0018-newest-messages', () => {
  test('finds the newest message of each room that there was before', () => {
    const db = openWorkspaceDatabase(path)
    db.users.create({ id: 'a' })
    const [busy, quiet] = ['Busy', 'Quiet'].map(
      (name) => db.rooms.create({ name, type: 'group' }).id,
    )
    const said = [1, 2, 3].map(
      () => db.messages.create({ room_id: busy ?? 0, user_id: 'a', content: 'x' }).id,
    )
    db.messages.softDelete(said[2] ?? 0)
    db.notices.add(busy ?? 0, 'a', { event: 'room_archived' })
    db.close()

    stepBackTo(17)
    const again = openWorkspaceDatabase(path, { create: true })
    expect([busy, quiet].map((id) => again.rooms.findById(id ?? 0)?.last_said_id)).toEqual([
      said[1],
      0,
    ])
    again.close()
  })
})

describe('0019-indexed-behind', () => {
  test('lets messages wait for the index, and stepping back takes them in again', () => {
    stepBackTo(18)
    const say = (...contents: string[]) =>
      withConnection((connection) => {
        const insert = connection.prepare(
          "INSERT INTO messages (room_id, user_id, content) VALUES (1, 'a', ?)",
        )
        for (const content of contents) insert.run(content)
      })
    const span = () =>
      withConnection(
        (connection) =>
          connection.prepare<{ through: number }>('SELECT through FROM search_state').get()
            ?.through,
      )
    withConnection((connection) => {
      connection.execute(`INSERT INTO users (id) VALUES ('a');
        INSERT INTO rooms (id, name, type) VALUES (1, 'General', 'group')`)
    })
    say(...Array.from({ length: 32 }, (_, n) => `then ${n}`))
    expect(span()).toBe(32)
    openWorkspaceDatabase(path, { create: true }).close()
    say(...Array.from({ length: 200 }, (_, n) => `now ${n}`), 'long '.repeat(200))
    expect(span()).toBe(32)
    stepBackTo(18)
    say('then again')
    expect(span()).toBe(234)
  })
})

describe('what messages have besides', () => {
  test('stepping back keeps their present texts', () => {
    const db = openWorkspaceDatabase(path)
    db.users.create({ id: 'a' })
    const { id: room_id } = db.rooms.create({ name: 'General', type: 'group' })
    const { id } = db.messages.create({ room_id, user_id: 'a', content: 'frist' })
    db.messages.edit(id, 'first')
    db.users.create({ id: 'b', username: 'b' })
    db.roomMembers.addMember(room_id, 'b')
    const reply = { room_id, user_id: 'a', content: 'for @b', reply_to_id: id }
    const { id: second } = db.messages.create(reply)
    const answered = db.messages.findById(id)
    if (answered) db.reactions.add(answered, '👍', 'b')
    const attempt = { key: 'k', scope: 's', request: 'r' }
    db.idempotencyKeys.remember(attempt, second, '2026-03-01 09:30:00.000')
    db.close()

    stepBackTo(3)
    const again = openWorkspaceDatabase(path, { create: true })
    const plain = {
      revision: 1,
      reply_to_id: null,
      reply_count: 0,
      mention_count: 0,
      emoji_count: 0,
    }
    expect(again.messages.findByRoom(room_id)).toMatchObject([
      { content: 'for @b', ...plain },
      { content: 'first', ...plain },
    ])
    again.close()
  })
})

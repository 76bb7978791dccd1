import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Connection } from '../src/database/connection.ts'
import {
  CheckViolation,
  DatabaseMissing,
  ForeignDatabase,
  ForeignKeyViolation,
  PendingMigrations,
  UniqueViolation,
} from '../src/database/errors.ts'
import { rollBack } from '../src/database/migrate.ts'
import {
  openWorkspaceDatabase,
  type WorkspaceDatabase,
  workspaceMigrations,
} from '../src/workspace-database.ts'
import { DURABILITY } from './harness/configuration.ts'

let directory = ''
let path = ''
let opened: WorkspaceDatabase[] = []
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'conclave-workspace-'))
  path = join(directory, 'workspace.db')
  opened = []
})
afterEach(() => {
  for (const db of opened) db.close()
  rmSync(directory, { recursive: true })
})

function open(options?: Parameters<typeof openWorkspaceDatabase>[1]): WorkspaceDatabase {
  const db = openWorkspaceDatabase(path, { durability: DURABILITY, ...options })
  opened.push(db)
  return db
}

describe('opening', () => {
  test('makes no file unless told to', () => {
    expect(() => open()).toThrow(DatabaseMissing)
    expect(existsSync(path)).toBe(false)
    open({ create: true })
    expect(existsSync(path)).toBe(true)
  })

  test('keeps what is there', () => {
    const first = open({ create: true })
    first.users.create({ id: 'a' })
    first.close()
    expect(open({ create: true }).users.findById('a')?.id).toBe('a')
    expect(open().users.findById('a')?.id).toBe('a')
  })

  test('stamps the owner in the file and holds it to that', () => {
    open({ create: true, owner: 'mine' }).close()
    open({ owner: 'mine' }).close()
    expect(() => open({ owner: 'yours' })).toThrow(ForeignDatabase)
    expect(() => open({ create: true, owner: 'yours' })).toThrow(ForeignDatabase)
  })

  test('never touches a file of somebody else', () => {
    writeFileSync(path, '')
    expect(() => open({ create: true })).toThrow(ForeignDatabase)
    expect(statSync(path).size).toBe(0)
  })

  test('applies pending migrations only when told to', () => {
    open({ create: true }).close()
    const connection = new Connection(path)
    rollBack(connection, workspaceMigrations, undefined, 1)
    connection.close()
    expect(() => open()).toThrow(PendingMigrations)
    expect(open({ create: true }).version).toBe(workspaceMigrations.latest)
    expect(open().health()).toMatchObject({ ok: true, version: workspaceMigrations.latest })
  })

  test('and closing leaves one file', async () => {
    const db = open({ create: true })
    await db.write(() => db.users.create({ id: 'a' }))
    await db.selectFrom('users').selectAll().execute()
    db.close()
    expect(readdirSync(directory)).toEqual(['workspace.db'])
  })
})

describe('both faces', () => {
  test('see the same rows', async () => {
    const db = open({ create: true })
    const ann = db.users.create({ id: 'ann', username: 'ann' })
    const { id } = await db
      .insertInto('rooms')
      .values({ name: 'General', type: 'group', created_by: 'ann' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.insertInto('room_members').values({ room_id: id, user_id: 'ann' }).execute()
    await db.insertInto('messages').values({ room_id: id, user_id: 'ann', content: 'Hi' }).execute()

    expect(db.rooms.findUserRooms('ann')).toMatchObject([{ id, name: 'General' }])
    expect(db.roomMembers.find(id, 'ann')?.role).toBe('member')
    const messages = await db.selectFrom('messages').selectAll().execute()
    expect(messages).toEqual(db.messages.findByRoom(id))
    expect(await db.selectFrom('users').selectAll().executeTakeFirst()).toEqual(ann)
  })

  test('name broken rules alike', async () => {
    const db = open({ create: true })
    db.users.create({ id: 'ann', email: 'ann@example.com' })
    const { id } = db.rooms.create({ type: 'group' })
    const broken: [() => unknown, () => Promise<unknown>, new (...args: never[]) => Error][] = [
      [
        () => db.users.create({ id: 'bob', email: 'ann@example.com' }),
        () => db.insertInto('users').values({ id: 'bob', email: 'ann@example.com' }).execute(),
        UniqueViolation,
      ],
      [
        () => db.messages.create({ room_id: 404, user_id: 'ann', content: 'Hi' }),
        () => db.insertInto('messages').values({ room_id: 404, content: 'Hi' }).execute(),
        ForeignKeyViolation,
      ],
      [
        () => db.roomMembers.addMember(id, 'ann', 'king' as 'admin'),
        () =>
          db
            .updateTable('rooms')
            .set({ type: 'secret' as 'group' })
            .execute(),
        CheckViolation,
      ],
    ]
    for (const [model, kysely, error] of broken) {
      expect(model).toThrow(error)
      expect(await kysely().catch((caught) => caught)).toBeInstanceOf(error)
    }
  })

  test('models inside a unit of work are undone together', async () => {
    const db = open({ create: true })
    const failing = db.write(() => {
      db.users.create({ id: 'ann' })
      db.rooms.createDirectRoom('ann', 'nobody')
    })
    expect(await failing.catch((caught) => caught)).toBeInstanceOf(ForeignKeyViolation)
    expect(db.stats().rows).toEqual({ users: 0, rooms: 0, messages: 0, room_members: 0 })
  })
})

test('the statistics count rows, bytes, statements and commits', async () => {
  const db = open({ create: true })
  await Promise.all(['ann', 'bob'].map((id) => db.write(() => db.users.create({ id }))))
  const room = await db.write(() => db.rooms.createDirectRoom('ann', 'bob'))
  await db.write(() => db.messages.create({ room_id: room.id, user_id: 'ann', content: 'Hi' }))
  const stats = db.stats()
  expect(stats).toMatchObject({
    rows: { users: 2, rooms: 1, messages: 1, room_members: 2 },
    version: workspaceMigrations.latest,
    commits: 3,
    units: 4,
    busyRetries: 0,
  })
  expect(stats.unitsPerCommit).toBeCloseTo(4 / 3)
  expect(stats.bytes.file).toBe(statSync(path).size)
  expect(stats.bytes.wal).toBeGreaterThan(0)
  const inserts = stats.statements.filter(({ sql }) => sql.includes('INTO users'))
  expect(inserts).toMatchObject([{ count: 2 }])
})

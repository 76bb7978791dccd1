import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { DatabaseBusy, ForeignKeyViolation, UniqueViolation } from '../src/database/errors.ts'
import { sqliteVersion } from '../src/database/sqlite-version.ts'
import { openWorkspaceDatabase, type WorkspaceDatabase } from '../src/workspace-database.ts'

export interface Check {
  readonly name: string
  readonly error: string | null
  readonly milliseconds: number
}

/**
 * Runs what the database layer promises once, on a real file: an operator's
 * check that this machine's disk and SQLite do what the server relies on.
 *
 * @param path of a database that does not exist yet
 */
export async function checkDatabaseLayer(path: string): Promise<Check[]> {
  const db = openWorkspaceDatabase(path, { create: true })
  const checks: Check[] = []
  const check = async (name: string, work: () => unknown) => {
    const start = performance.now()
    let error: string | null = null
    try {
      await work()
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown)
    }
    checks.push({ name, error, milliseconds: Math.round((performance.now() - start) * 10) / 10 })
  }
  try {
    await check(`SQLite ${sqliteVersion()}, schema version ${db.version}`, () =>
      deepEqual(db.health({ full: true }).problems, []),
    )
    await check('users: create, find, update', () => users(db))
    await check('rooms and members: group, direct, roles', () => rooms(db))
    await check('messages: write, page, edit, delete', () => messages(db))
    await check('constraints have names', () => constraints(db))
    await check('units of work: all or nothing, shared commits', () => unitsOfWork(db))
    await check('Kysely: own connection, rollback, no captured writes', () => kysely(db))
    await check('1000 commits', () => commits(db))
  } finally {
    db.close()
  }
  await check('closing leaves one file', () => {
    ok(!existsSync(`${path}-wal`) && !existsSync(`${path}-shm`))
  })
  return checks
}

function users(db: WorkspaceDatabase): void {
  const john = db.users.create({ id: 'john', name: 'John Doe', email: 'john@example.com' })
  deepEqual(db.users.findByEmail('john@example.com'), john)
  equal(db.users.update('john', { name: 'John Smith' })?.name, 'John Smith')
  equal(db.users.findById('nobody'), null)
  db.users.create({ id: 'jane', name: 'Jane Doe', email: 'jane@example.com' })
}

function rooms(db: WorkspaceDatabase): void {
  const room = db.rooms.create({ name: 'General', type: 'group', created_by: 'john' })
  db.roomMembers.addMember(room.id, 'john', 'admin')
  ok(db.roomMembers.isMember(room.id, 'john') && !db.roomMembers.isMember(room.id, 'jane'))
  const direct = db.rooms.createDirectRoom('john', 'jane')
  equal(db.rooms.createDirectRoom('jane', 'john').id, direct.id)
}

function messages(db: WorkspaceDatabase): void {
  const { id } = db.messages.create({ room_id: 1, user_id: 'john', content: 'Hello, world!' })
  equal(db.messages.findByRoomWithUsers(1, 50, 0)[0]?.name, 'John Smith')
  equal(db.messages.edit(id, 'Hello!')?.content, 'Hello!')
  equal(db.messages.softDelete(id)?.content, '')
  equal(db.messages.edit(id, 'Hello again'), null)
}

function constraints(db: WorkspaceDatabase): void {
  throws(() => db.users.create({ email: 'john@example.com' }), UniqueViolation)
  throws(
    () => db.messages.create({ room_id: 99, user_id: 'john', content: '' }),
    ForeignKeyViolation,
  )
}

async function unitsOfWork(db: WorkspaceDatabase): Promise<void> {
  const before = db.stats().rows.messages
  const say = (content: string) => () => {
    db.messages.create({ room_id: 1, user_id: 'john', content })
    if (content === 'fails') throw new Error('on purpose')
  }
  const units = ['one', 'fails', 'three'].map((content) => db.write(say(content)))
  const outcomes = await Promise.allSettled(units)
  deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  equal(db.stats().rows.messages, before + 2)
  ok(db.stats().unitsPerCommit > 1)
}

async function kysely(db: WorkspaceDatabase): Promise<void> {
  const before = db.stats().rows.messages
  const rolledBack = db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('messages').execute()
    throws(() => db.messages.softDelete(1), DatabaseBusy)
    equal(db.stats().rows.messages, before)
    throw new Error('on purpose')
  })
  const written = db.write(() =>
    db.messages.create({ room_id: 1, user_id: 'jane', content: 'meanwhile' }),
  )
  await Promise.allSettled([rolledBack])
  await written
  equal(db.stats().rows.messages, before + 1)
}

async function commits(db: WorkspaceDatabase): Promise<void> {
  for (let count = 0; count < 1_000; count += 1) {
    await db.write(() => db.messages.create({ room_id: 1, user_id: 'john', content: 'again' }))
  }
}

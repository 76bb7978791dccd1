import { beforeEach, describe, expect, test } from 'bun:test'
import { CheckViolation, ForeignKeyViolation } from '../../src/database/errors.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const workspace = scratchWorkspace()
beforeEach(() => {
  const { users, rooms } = workspace()
  users.create({
    id: 'ada',
    name: 'Ada',
    username: 'ada',
    email: 'a@example.com',
    password_hash: 's',
  })
  users.create({ id: 'grace', name: 'Grace' })
  rooms.create({ name: 'One', type: 'group' })
  rooms.create({ name: 'Two', type: 'group' })
})

/** Ten messages in room 1 (odd ids 1 to 19) between ten in room 2 (even ids). */
function interleave(): void {
  for (let n = 1; n <= 20; n += 1) {
    const message = { room_id: n % 2 === 1 ? 1 : 2, user_id: 'ada', content: `message ${n}` }
    workspace().messages.create(message)
  }
}
const ids = (found: { id: number }[]) => found.map((message) => message.id)

describe('messages', () => {
  test('create returns what stands in the file, whatever triggers write besides', () => {
    const { messages, users, roomMembers, sql } = workspace()
    users.create({ id: 'bob', username: 'bob' })
    roomMembers.addMember(1, 'bob')
    const made = Array.from({ length: 70 }, (_, n) =>
      messages.create({
        room_id: 1,
        user_id: 'ada',
        content: n % 20 === 0 ? `@bob ${'long '.repeat(110)}` : `message ${n}`,
        reply_to_id: n === 0 ? null : n,
      }),
    )
    const stored = sql.prepare('SELECT * FROM messages ORDER BY id').all()
    expect(made.map((message) => ({ ...message, reply_count: 0 }))).toEqual(
      stored.map((row) => ({ ...(row as unknown as (typeof made)[0]), reply_count: 0 })),
    )
    expect(ids(made)).toEqual(made.map((_, n) => n + 1))
  })

  test('create returns the row, with its defaults', () => {
    const { messages } = workspace()
    const message = messages.create({ room_id: 1, user_id: 'ada', content: 'Hello, wörld! 👋' })
    expect(message).toEqual({
      id: 1,
      room_id: 1,
      user_id: 'ada',
      content: 'Hello, wörld! 👋',
      type: 'text',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
      edited_at: null,
      deleted_at: null,
      revision: 1,
      reply_to_id: null,
      reply_count: 0,
      mention_count: 0,
      emoji_count: 0,
      file_id: null,
      notice: null,
    })
    expect(messages.findById(1)).toEqual(message)
  })

  test('create refuses unknown rooms, authors and types by name', () => {
    const { messages } = workspace()
    const message = { room_id: 1, user_id: 'ada', content: 'x' }
    expect(() => messages.create({ ...message, room_id: 9 })).toThrow(ForeignKeyViolation)
    expect(() => messages.create({ ...message, user_id: 'no' })).toThrow(ForeignKeyViolation)
    expect(() => messages.create({ ...message, type: 'video' as never })).toThrow(CheckViolation)
    expect(messages.lastId()).toBe(0)
  })

  test('a message is found in its own room only', () => {
    interleave()
    const { messages } = workspace()
    expect(messages.findInRoom(1, 3)?.content).toBe('message 3')
    expect(messages.findInRoom(2, 3)).toBeNull()
    expect(messages.findInRoomWithUser(1, 3)).toMatchObject({ id: 3, name: 'Ada' })
    expect(messages.findInRoomWithUser(2, 3)).toBeNull()
  })

  test('findByRoom is newest first, with limit and offset', () => {
    interleave()
    const { messages } = workspace()
    expect(ids(messages.findByRoom(1))).toEqual([19, 17, 15, 13, 11, 9, 7, 5, 3, 1])
    expect(ids(messages.findByRoom(1, 3, 0))).toEqual([19, 17, 15])
    expect(ids(messages.findByRoom(1, 3, 8))).toEqual([3, 1])
    expect(messages.findByRoom(3)).toEqual([])
  })

  test('findByRoomWithUsers adds public columns and no others, in one statement', () => {
    const db = workspace()
    const first = db.messages.create({ room_id: 1, user_id: 'ada', content: 'a' })
    const second = db.messages.create({ room_id: 1, user_id: 'grace', content: 'b' })
    const before = db.stats().statements.reduce((sum, { count }) => sum + count, 0)
    const found = db.messages.findByRoomWithUsers(1, 50, 0)
    // stats() runs one statement itself.
    const after = db.stats().statements.reduce((sum, { count }) => sum + count, 0)
    expect(after - before).toBe(2)
    expect(found).toEqual([
      { ...second, username: null, name: 'Grace', avatar_url: null },
      { ...first, username: 'ada', name: 'Ada', avatar_url: null },
    ])
  })

  test('a message outlives its author', async () => {
    const db = workspace()
    db.messages.create({ room_id: 1, user_id: 'grace', content: 'still here' })
    await db.updateTable('messages').set({ user_id: null }).where('user_id', '=', 'grace').execute()
    await db.deleteFrom('users').where('id', '=', 'grace').execute()
    const gone = { content: 'still here', user_id: null, name: null, username: null }
    expect(db.messages.findByRoomWithUsers(1)).toMatchObject([gone])
    expect(db.messages.ofRoom.before(1, null, 5)).toMatchObject([gone])
    expect(db.messages.findInRoomWithUser(1, 1)).toMatchObject(gone)
  })

  test('edit changes the text and says when', () => {
    const { messages } = workspace()
    const message = messages.create({ room_id: 1, user_id: 'ada', content: 'frist' })
    const edited = messages.edit(message.id, 'first')
    expect(edited).toEqual({
      ...message,
      content: 'first',
      edited_at: expect.any(String),
      revision: 2,
    })
    expect(messages.findById(message.id)).toEqual(edited)
    expect(messages.edit(99, 'x')).toBeNull()
  })

  test('softDelete leaves a tombstone without text, once', () => {
    const { messages } = workspace()
    const message = messages.create({ room_id: 1, user_id: 'ada', content: 'a secret' })
    const tombstone = messages.softDelete(message.id, '2026-01-02 03:04:05.678')
    expect(tombstone).toEqual({
      ...message,
      content: '',
      deleted_at: '2026-01-02 03:04:05.678',
    })
    expect(messages.softDelete(message.id)).toEqual(tombstone)
    expect(messages.findByRoom(1)).toEqual(tombstone ? [tombstone] : [])
    expect(messages.softDelete(99)).toBeNull()
  })

  test('a tombstone cannot be edited', () => {
    const { messages } = workspace()
    messages.create({ room_id: 1, user_id: 'ada', content: 'x' })
    const tombstone = messages.softDelete(1)
    expect(messages.edit(1, 'back again')).toBeNull()
    expect(messages.findById(1)).toEqual(tombstone)
  })
})

describe('pages of messages', () => {
  beforeEach(interleave)

  test('pageBefore walks back to the first message', () => {
    const { messages } = workspace()
    expect(ids(messages.ofRoom.before(1, null, 4))).toEqual([19, 17, 15, 13])
    expect(ids(messages.ofRoom.before(1, 13, 4))).toEqual([11, 9, 7, 5])
    expect(ids(messages.ofRoom.before(1, 5, 4))).toEqual([3, 1])
    expect(messages.ofRoom.before(1, 1, 4)).toEqual([])
  })

  test('pageAfter walks forwards from where it is, each page newest first', () => {
    const { messages } = workspace()
    expect(ids(messages.ofRoom.after(1, 0, 4))).toEqual([7, 5, 3, 1])
    expect(ids(messages.ofRoom.after(1, 7, 4))).toEqual([15, 13, 11, 9])
    expect(ids(messages.ofRoom.after(1, 15, 4))).toEqual([19, 17])
    expect(messages.ofRoom.after(1, 19, 4)).toEqual([])
  })

  test.each([
    [11, 1, [11]],
    [11, 2, [13, 11]],
    [11, 5, [15, 13, 11, 9, 7]],
    [1, 4, [7, 5, 3, 1]],
    [3, 4, [7, 5, 3, 1]],
    [19, 4, [19, 17, 15, 13]],
    [17, 5, [19, 17, 15, 13, 11]],
    [10, 4, [13, 11, 9, 7]],
    [11, 100, [19, 17, 15, 13, 11, 9, 7, 5, 3, 1]],
  ])('pageAround %i, limit %i', (id, limit, expected) => {
    expect(ids(workspace().messages.ofRoom.around(1, id, limit))).toEqual(expected)
  })

  test('hasBefore and hasAfter look at one room', () => {
    const { messages } = workspace()
    expect([messages.ofRoom.hasBefore(1, 1), messages.ofRoom.hasBefore(1, 2)]).toEqual([
      false,
      true,
    ])
    expect([messages.ofRoom.hasAfter(1, 19), messages.ofRoom.hasAfter(1, 18)]).toEqual([
      false,
      true,
    ])
    expect([messages.ofRoom.hasBefore(3, 99), messages.ofRoom.hasAfter(3, 0)]).toEqual([
      false,
      false,
    ])
  })
})

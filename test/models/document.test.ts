import { beforeEach, expect, test } from 'bun:test'
import { scratchWorkspace } from './scratch-workspace.ts'

// The calls of the original database document, as they stand there.
const workspace = scratchWorkspace()
beforeEach(() => {
  for (const id of ['user-id', 'user1-id', 'user2-id']) workspace().users.create({ id })
})

test('users', () => {
  const db = workspace()
  const newUser = db.users.create({
    name: 'John Doe',
    email: 'john@example.com',
    username: 'johndoe',
    avatar_url: 'https://example.com/avatar.jpg',
    password_hash: null,
    emailVerified: null,
    image: null,
  })
  expect(newUser.id).toBeString()
  expect(db.users.findByEmail('john@example.com')).toEqual(newUser)
  expect(db.users.findById('user-id')?.id).toBe('user-id')
  const updated = db.users.update('user-id', {
    name: 'John Smith',
    avatar_url: 'https://example.com/new-avatar.jpg',
  })
  expect(updated).toMatchObject({
    name: 'John Smith',
    avatar_url: 'https://example.com/new-avatar.jpg',
  })
})

test('rooms, messages and members', () => {
  const db = workspace()
  db.rooms.create({ name: 'General', type: 'group' })
  const room = db.rooms.create({
    name: 'General Discussion',
    type: 'group',
    created_by: 'user-id',
  })
  expect(room.created_by).toBe('user-id')
  const direct = db.rooms.createDirectRoom('user1-id', 'user2-id')
  expect(db.rooms.findUserRooms('user1-id')).toEqual([direct])

  const message = db.messages.create({
    room_id: 1,
    user_id: 'user-id',
    content: 'Hello, world!',
    type: 'text',
  })
  expect(db.messages.findByRoom(1, 50, 0)).toEqual([message])
  expect(db.messages.findByRoomWithUsers(1, 50, 0)).toMatchObject([message])
  expect(db.messages.edit(1, 'Updated message content')?.content).toBe('Updated message content')
  expect(db.messages.softDelete(1)?.deleted_at).toBeString()

  db.roomMembers.addMember(1, 'user-id', 'member')
  expect(db.roomMembers.isMember(1, 'user-id')).toBe(true)
  expect(db.roomMembers.getRoomMembers(1)).toHaveLength(1)
  expect(db.roomMembers.updateRole(1, 'user-id', 'admin')?.role).toBe('admin')
})

test('the same object is a Kysely instance on the same rows', async () => {
  const db = workspace()
  const users = await db.selectFrom('users').selectAll().orderBy('id').execute()
  expect(users).toEqual(db.users.list({ after: null, limit: 10 }))
  expect(db.health().ok).toBe(true)
  expect(db.stats().rows.users).toBe(3)
})

import { beforeEach, describe, expect, test } from 'bun:test'
import { CheckViolation, ForeignKeyViolation } from '../../src/database/errors.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const workspace = scratchWorkspace()
beforeEach(() => {
  for (const id of ['ada', 'grace', 'linus']) workspace().users.create({ id })
})

describe('rooms', () => {
  test('create adds no member', () => {
    const { rooms, roomMembers } = workspace()
    const room = rooms.create({ name: 'General', type: 'group', created_by: 'ada' })
    expect(room).toEqual({
      id: 1,
      name: 'General',
      type: 'group',
      created_by: 'ada',
      created_at: expect.any(String),
      direct_key: null,
      deleting_at: null,
      visibility: 'private',
      topic: null,
      archived_at: null,
      member_count: 0,
      last_said_id: 0,
    })
    expect(rooms.findById(1)).toEqual(room)
    expect(roomMembers.getRoomMembers(1)).toEqual([])
  })

  test('a type that the schema does not know is a CheckViolation, an unknown creator a foreign key', () => {
    const { rooms } = workspace()
    expect(() => rooms.create({ name: 'x', type: 'public' as never })).toThrow(CheckViolation)
    const stranger = { name: 'x', type: 'group', created_by: 'nobody' } as const
    expect(() => rooms.create(stranger)).toThrow(ForeignKeyViolation)
  })

  test('update changes what it is given, null when there is no room', () => {
    const { rooms } = workspace()
    const room = rooms.create({ name: 'Old', type: 'group', topic: 'x' })
    expect(rooms.update(room.id, { name: 'New' })).toEqual({ ...room, name: 'New' })
    const changed = { ...room, name: 'New', topic: null, visibility: 'public' } as const
    expect(rooms.update(room.id, { topic: null, visibility: 'public' })).toEqual(changed)
    const at = '2026-03-01 09:30:00.000'
    const archived = { ...changed, archived_at: at }
    expect(rooms.update(room.id, { archived: true }, at)).toEqual(archived)
    // It has been archived since the first time.
    expect(rooms.update(room.id, { archived: true }, '2026-04-01 00:00:00.000')).toEqual(archived)
    expect(rooms.update(room.id, { archived: false })).toEqual(changed)
    expect(rooms.update(99, { name: 'New' })).toBeNull()
  })

  test('delete takes members and messages with it, and nothing of other rooms', () => {
    const { rooms, roomMembers, messages } = workspace()
    for (const name of ['goes', 'stays']) {
      const { id } = rooms.create({ name, type: 'group' })
      roomMembers.addMember(id, 'ada')
      messages.create({ room_id: id, user_id: 'ada', content: name })
    }
    expect(rooms.delete(1)).toBe(true)
    expect(rooms.findById(1)).toBeNull()
    expect(roomMembers.find(1, 'ada')).toBeNull()
    expect(messages.findById(1)).toBeNull()
    expect(roomMembers.isMember(2, 'ada')).toBe(true)
    expect(messages.findById(2)?.content).toBe('stays')
    expect(rooms.delete(1)).toBe(false)
  })

  test('delete hides a large room at once; its messages go in portions, the row last', () => {
    const { rooms, roomMembers, messages, sql } = workspace()
    const { id } = rooms.create({ name: 'large', type: 'group' })
    const other = rooms.create({ name: 'other', type: 'group' }).id
    roomMembers.addMember(id, 'ada')
    messages.create({ room_id: other, user_id: 'ada', content: 'stays' })
    for (let sent = 0; sent < 250; sent += 1) {
      messages.create({ room_id: id, user_id: 'ada', content: 'goes' })
    }
    const left = () => messages.findByRoom(id, 9_999).length
    const marked = sql.prepare<{ id: number }>('SELECT id FROM rooms WHERE deleting_at NOT NULL')

    expect(rooms.delete(id)).toBe(true)
    expect([rooms.findById(id), rooms.findUserRooms('ada')]).toEqual([null, []])
    expect(rooms.update(id, { name: 'back' })).toBeNull()
    expect(rooms.delete(id)).toBe(false)
    expect([left(), rooms.hasRemains(), marked.all()]).toEqual([150, true, [{ id }]])
    expect([rooms.deleteRemains(), left(), marked.all()]).toEqual([true, 50, [{ id }]])
    expect([rooms.deleteRemains(), left(), marked.all()]).toEqual([false, 0, []])
    expect([rooms.hasRemains(), rooms.deleteRemains()]).toEqual([false, false])
    expect(messages.findByRoom(other)).toMatchObject([{ content: 'stays' }])
  })

  test('the id of a deleted room is never used again', () => {
    const { rooms } = workspace()
    rooms.delete(rooms.create({ type: 'group' }).id)
    expect(rooms.create({ type: 'group' }).id).toBe(2)
  })

  test('findUserRooms gives the rooms of one user', () => {
    const { rooms, roomMembers } = workspace()
    for (let id = 1; id <= 5; id += 1) {
      rooms.create({ name: `room ${id}`, type: 'group' })
      if (id !== 3) roomMembers.addMember(id, 'ada')
      roomMembers.addMember(id, 'grace')
    }
    const ids = (found: { id: number }[]) => found.map((room) => room.id)
    expect(ids(rooms.findUserRooms('ada'))).toEqual([1, 2, 4, 5])
    expect(rooms.findUserRooms('linus')).toEqual([])
  })
})

describe('direct rooms', () => {
  test('the same pair in either order has one room with both as members', () => {
    const { rooms, roomMembers } = workspace()
    const room = rooms.createDirectRoom('grace', 'ada')
    expect(room).toMatchObject({ type: 'direct', name: null, created_by: 'grace' })
    expect(rooms.createDirectRoom('ada', 'grace')).toEqual(room)
    expect(rooms.createDirectRoom('grace', 'linus').id).not.toBe(room.id)
    const members = roomMembers.getRoomMembers(room.id)
    expect(members.map(({ user_id, role }) => [user_id, role])).toEqual([
      ['ada', 'member'],
      ['grace', 'member'],
    ])
  })

  test('findOrCreateDirectRoom says whether it made the room', () => {
    const { rooms } = workspace()
    expect(rooms.findOrCreateDirectRoom('ada', 'grace').created).toBe(true)
    expect(rooms.findOrCreateDirectRoom('grace', 'ada').created).toBe(false)
  })

  test('with oneself it is a room for notes, with one member', () => {
    const { rooms, roomMembers } = workspace()
    const room = rooms.createDirectRoom('ada', 'ada')
    expect(rooms.createDirectRoom('ada', 'ada')).toEqual(room)
    expect(roomMembers.getRoomMembers(room.id).map(({ user_id }) => user_id)).toEqual(['ada'])
  })

  test('with a stranger nothing is left behind', () => {
    const { rooms } = workspace()
    expect(() => rooms.createDirectRoom('ada', 'nobody')).toThrow(ForeignKeyViolation)
    expect(rooms.findUserRooms('ada')).toEqual([])
    expect(rooms.findById(1)).toBeNull()
  })

  test('whoever left is a member again when the pair meets', () => {
    const { rooms, roomMembers } = workspace()
    const { id } = rooms.createDirectRoom('ada', 'grace')
    roomMembers.remove(id, 'ada')
    expect(rooms.createDirectRoom('grace', 'ada').id).toBe(id)
    expect(roomMembers.isMember(id, 'ada')).toBe(true)
  })

  test('ids with a colon or a percent sign cannot fake another pair', () => {
    const { rooms, users } = workspace()
    for (const id of ['a', 'b', 'a:b', 'b:c', 'c', 'a%3Ab']) users.create({ id })
    const pairs = [
      ['a', 'b:c'],
      ['a:b', 'c'],
      ['a%3Ab', 'c'],
    ] as const
    const ids = new Set(pairs.map(([a, b]) => rooms.createDirectRoom(a, b).id))
    expect(ids.size).toBe(pairs.length)
  })
})

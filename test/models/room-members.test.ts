import { beforeEach, describe, expect, test } from 'bun:test'
import { CheckViolation, ForeignKeyViolation } from '../../src/database/errors.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const workspace = scratchWorkspace()
beforeEach(() => {
  const { users, rooms } = workspace()
  users.create({
    id: 'ada',
    auth_id: 'person-a',
    name: 'Ada',
    username: 'ada',
    email: 'ada@example.com',
    password_hash: 'secret',
  })
  users.create({ id: 'grace', auth_id: 'person-g', name: 'Grace' })
  rooms.create({ name: 'One', type: 'group' })
  rooms.create({ name: 'Two', type: 'group' })
})

describe('room members', () => {
  test('adding twice is harmless and keeps the role', () => {
    const { roomMembers } = workspace()
    const first = roomMembers.addMember(1, 'ada', 'admin')
    expect(first).toEqual({
      room_id: 1,
      user_id: 'ada',
      joined_at: expect.any(String),
      role: 'admin',
      last_read_id: 0,
    })
    expect(roomMembers.addMember(1, 'ada', 'member')).toEqual(first)
    expect(roomMembers.addMember(1, 'grace').role).toBe('member')
  })

  test('an unknown room or user is a ForeignKeyViolation, an unknown role a CheckViolation', () => {
    const { roomMembers } = workspace()
    expect(() => roomMembers.addMember(99, 'ada')).toThrow(ForeignKeyViolation)
    expect(() => roomMembers.addMember(1, 'nobody')).toThrow(ForeignKeyViolation)
    expect(() => roomMembers.addMember(1, 'ada', 'owner' as never)).toThrow(CheckViolation)
    expect(roomMembers.isMember(1, 'ada')).toBe(false)
  })

  test('membership is of one room', () => {
    const { roomMembers } = workspace()
    roomMembers.addMember(1, 'ada', 'admin')
    roomMembers.addMember(2, 'grace')
    expect(roomMembers.isMember(1, 'ada')).toBe(true)
    expect(roomMembers.isMember(2, 'ada')).toBe(false)
    expect(roomMembers.isMember(1, 'grace')).toBe(false)
    expect(roomMembers.find(2, 'ada')).toBeNull()
    expect(roomMembers.findByAuthId(1, 'person-a')).toEqual({
      user_id: 'ada',
      role: 'admin',
      username: 'ada',
      name: 'Ada',
      avatar_url: null,
      type: 'group',
      visibility: 'private',
      archived_at: null,
    })
    expect(roomMembers.findByAuthId(2, 'person-a')).toBeNull()
    expect(roomMembers.findByAuthId(1, 'person-g')).toBeNull()
    expect(roomMembers.findByAuthId(1, 'ada')).toBeNull()
  })

  test('pages give the members of one room in the order of their ids', () => {
    const { roomMembers, users } = workspace()
    for (const id of ['linus', 'grace', 'ada']) {
      if (id === 'linus') users.create({ id })
      roomMembers.addMember(1, id)
    }
    roomMembers.addMember(2, 'ada')
    const page = (after: string | null, limit: number) =>
      roomMembers.pageOfRoom(1, { after, limit })
    expect(page(null, 9)).toEqual(roomMembers.getRoomMembers(1))
    expect(page(null, 2).map((row) => row.user_id)).toEqual(['ada', 'grace'])
    expect(page('grace', 2).map((row) => row.user_id)).toEqual(['linus'])
    expect(page('linus', 2)).toEqual([])
  })

  test('the list shows public columns and no others', () => {
    const { roomMembers } = workspace()
    const grace = roomMembers.addMember(1, 'grace')
    const ada = roomMembers.addMember(1, 'ada')
    expect(roomMembers.getRoomMembers(1)).toEqual([
      { ...ada, username: 'ada', name: 'Ada', avatar_url: null },
      { ...grace, username: null, name: 'Grace', avatar_url: null },
    ])
  })

  test('updateRole changes one membership', () => {
    const { roomMembers } = workspace()
    roomMembers.addMember(1, 'ada', 'admin')
    const grace = roomMembers.addMember(1, 'grace')
    roomMembers.addMember(2, 'grace')
    expect(roomMembers.updateRole(1, 'grace', 'admin')).toEqual({ ...grace, role: 'admin' })
    expect(roomMembers.find(2, 'grace')?.role).toBe('member')
    expect(roomMembers.updateRole(1, 'nobody', 'admin')).toBeNull()
    expect(() => roomMembers.updateRole(1, 'ada', 'king' as never)).toThrow(CheckViolation)
  })

  test('another admin is one of this room who can sign in', () => {
    const { roomMembers, users } = workspace()
    users.create({ id: 'imported' })
    roomMembers.addMember(1, 'ada', 'admin')
    roomMembers.addMember(1, 'imported', 'admin')
    roomMembers.addMember(1, 'grace')
    roomMembers.addMember(2, 'grace', 'admin')
    expect(roomMembers.hasAnotherAdmin(1, 'ada')).toBe(false)
    expect(roomMembers.hasAnotherAdmin(1, 'imported')).toBe(true)
    roomMembers.updateRole(1, 'grace', 'admin')
    expect(roomMembers.hasAnotherAdmin(1, 'ada')).toBe(true)
  })

  test('whoever leaves as the last admin who can sign in is followed by one who can', () => {
    const { roomMembers, users } = workspace()
    users.create({ id: 'imported' })
    roomMembers.addMember(1, 'imported', 'admin', '2020-01-01 00:00:00.000')
    roomMembers.addMember(1, 'ada', 'admin')
    roomMembers.addMember(1, 'grace')
    roomMembers.leaveGroupRooms('ada')
    expect(roomMembers.find(1, 'ada')).toBeNull()
    expect(roomMembers.find(1, 'grace')?.role).toBe('admin')
  })

  test('remove says whether there was somebody to remove', () => {
    const { roomMembers } = workspace()
    roomMembers.addMember(1, 'ada')
    roomMembers.addMember(2, 'ada')
    expect(roomMembers.remove(1, 'ada')).toBe(true)
    expect(roomMembers.remove(1, 'ada')).toBe(false)
    expect(roomMembers.isMember(2, 'ada')).toBe(true)
  })
})

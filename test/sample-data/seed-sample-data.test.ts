import { describe, expect, test } from 'bun:test'
import type { MessageWithUser } from '../../src/models/public-user.ts'
import {
  type SampleDataOptions,
  type SampleDataSummary,
  seedSampleData,
  WorkspaceHasMessages,
} from '../../src/sample-data/seed-sample-data.ts'
import { scratchWorkspace } from '../models/scratch-workspace.ts'

const workspace = scratchWorkspace()
const now = new Date('2026-03-18T10:00:00Z')

function seed(options: Partial<SampleDataOptions> = {}): SampleDataSummary {
  const db = workspace()
  return db.sql.transaction(() => seedSampleData(db, { now, ...options }))
}

/** Every message of every room, oldest first within its room. */
function messagesByRoom(): MessageWithUser[][] {
  const { rooms, messages } = workspace()
  const found: MessageWithUser[][] = []
  for (let id = 1; rooms.findById(id); id += 1)
    found.push(messages.ofRoom.after(id, 0, 1000).reverse())
  return found
}

describe('sample data', () => {
  test('says what it wrote', () => {
    const summary = seed()
    const { rows } = workspace().stats()
    const all = messagesByRoom().flat()
    expect(summary).toEqual({
      users: rows.users,
      groupRooms: 5,
      directRooms: 4,
      messages: rows.messages,
      edited: all.filter((message) => message.edited_at).length,
      deleted: all.filter((message) => message.deleted_at).length,
    })
    expect(rows).toMatchObject({ users: 8, rooms: 9 })
    expect(summary.messages).toBeWithin(300, 400)
    expect(summary.edited).toBe(12)
    expect(summary.deleted).toBe(8)
  })

  test.each([
    '2026-03-18T10:00:00Z',
    '2026-03-16T00:00:00Z',
    '2026-03-15T23:59:59Z',
    '2024-02-29T12:00:00Z',
  ])('seen from %s it lies in office hours of the three weeks before, in order', (date) => {
    const seen = new Date(date)
    seed({ now: seen })
    for (const messages of messagesByRoom()) {
      const times = messages.map((message) => message.created_at)
      expect(times).toEqual(times.toSorted())
      for (const time of times) {
        const sent = new Date(`${time.replace(' ', 'T')}Z`)
        expect(sent.getTime()).toBeLessThan(seen.getTime())
        expect(sent.getTime()).toBeGreaterThan(seen.getTime() - 23 * 24 * 3_600_000)
        expect([1, 2, 3, 4, 5]).toContain(sent.getUTCDay())
        expect(sent.getUTCHours()).toBeWithin(8, 17)
      }
    }
  })

  test('ids grow with time over all rooms', () => {
    seed()
    const all = messagesByRoom().flat()
    const times = all.toSorted((a, b) => a.id - b.id).map((message) => message.created_at)
    expect(times).toEqual(times.toSorted())
  })

  test('is the same each time for the same day', () => {
    const db = workspace()
    const said = db.sql.prepare(
      `SELECT u.username, m.content, m.created_at, m.edited_at, m.deleted_at
       FROM messages m JOIN users u ON u.id = m.user_id ORDER BY m.id`,
    )
    const { messages } = seed()
    const first = said.all()
    for (const room of db.sql.prepare<{ id: number }>('SELECT id FROM rooms').all()) {
      db.rooms.delete(room.id)
    }
    seed()
    expect(first).toHaveLength(messages)
    expect(said.all()).toEqual(first)
  })

  test('everyone who speaks is a member of the room; each room has an admin', () => {
    seed({ owner: workspace().users.create({ name: 'Olive Branch' }) })
    const { roomMembers, rooms } = workspace()
    for (const [index, messages] of messagesByRoom().entries()) {
      const id = index + 1
      for (const message of messages) {
        expect(roomMembers.isMember(id, message.user_id as string)).toBe(true)
      }
      const admins = roomMembers.getRoomMembers(id).filter(({ role }) => role === 'admin')
      expect(admins.length > 0).toBe(rooms.findById(id)?.type === 'group')
    }
  })

  test('says nothing twice, and leaves no placeholder', () => {
    seed({ owner: workspace().users.create({ name: 'Olive Branch' }) })
    const texts = messagesByRoom()
      .flat()
      .filter((message) => !message.deleted_at)
      .map((message) => message.content)
    expect(new Set(texts).size).toBe(texts.length)
    expect(texts.filter((text) => text === '' || text.includes('{'))).toEqual([])
    expect(texts.filter((text) => text.includes('Olive')).length).toBeGreaterThan(0)
  })

  test('the owner is an admin of the group rooms and takes part', () => {
    const owner = workspace().users.create({ name: 'Olive Branch' })
    const summary = seed({ owner })
    const rooms = workspace().rooms.findUserRooms(owner.id)
    const roles = rooms.map((room) => [
      room.type,
      workspace().roomMembers.find(room.id, owner.id)?.role,
    ])
    expect(roles.filter(([type]) => type === 'group')).toEqual(Array(5).fill(['group', 'admin']))
    expect(roles.filter(([type]) => type === 'direct')).toHaveLength(2)
    expect(summary.users).toBe(9)
    const own = messagesByRoom()
      .flat()
      .filter((message) => message.user_id === owner.id)
    expect(own.length).toBeGreaterThan(5)
  })

  test('a second run is refused and changes nothing', () => {
    seed()
    const before = workspace().stats().rows
    expect(() => seed()).toThrow(WorkspaceHasMessages)
    expect(workspace().stats().rows).toEqual(before)
  })

  test('people who are here already are taken as they are', () => {
    const maya = workspace().users.create({ id: 'maya-1', email: 'maya@example.com' })
    expect(seed().users).toBe(8)
    expect(workspace().rooms.findUserRooms('maya-1').length).toBeGreaterThan(3)
    expect(workspace().users.findById('maya-1')).toEqual(maya)
  })
})

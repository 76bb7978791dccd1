import { describe, expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import type { EventRow, EventType } from '../../src/models/rows.ts'
import { Event } from '../../src/realtime/event-schema.ts'
import { type ShownEvent, showEvents } from '../../src/realtime/show-events.ts'
import type { WorkspaceDatabase } from '../../src/workspace-database.ts'
import { scratchWorkspace } from '../models/scratch-workspace.ts'

const workspace = scratchWorkspace()

const roleOf = (personId: string) => (personId === 'person-ada' ? 'owner' : null)

function shown(db: WorkspaceDatabase, after = 0): ShownEvent[] {
  return showEvents(db, db.events.since(after, 9_999), roleOf)
}

/** The data of the last event of this type. */
function last(db: WorkspaceDatabase, type: EventType): unknown {
  return shown(db).findLast(({ envelope }) => envelope.type === type)?.envelope.data
}

/** Ada and Grace, in one room, in which Ada has said something. */
function conversation(db: WorkspaceDatabase) {
  db.users.create({ id: 'ada', auth_id: 'person-ada', username: 'ada', name: 'Ada' })
  db.users.create({ id: 'grace', auth_id: 'person-grace', username: 'grace', name: 'Grace' })
  const room_id = db.rooms.create({ name: 'General', type: 'group', created_by: 'ada' }).id
  db.roomMembers.addMember(room_id, 'ada', 'admin')
  db.roomMembers.addMember(room_id, 'grace')
  const { id } = db.messages.create({ room_id, user_id: 'ada', content: 'Hello @grace' })
  return { room_id, id }
}

const graceSummary = { id: 'grace', username: 'grace', name: 'Grace', avatar_url: null }

describe('what is told', () => {
  test('of everything that can happen, and as it is documented', () => {
    const db = workspace()
    const { room_id, id } = conversation(db)
    const message = () =>
      db.messages.findById(id) as NonNullable<ReturnType<typeof db.messages.findById>>
    db.messages.edit(id, 'Hello')
    db.reactions.add(message(), '👍', 'grace')
    db.reactions.remove(message(), '👍', 'grace')
    db.readMarkers.read(room_id, 'grace', id)
    db.rooms.update(room_id, { topic: 'news' })
    db.roomMembers.updateRole(room_id, 'grace', 'admin')
    db.messages.softDelete(id)
    db.users.create({ id: 'linus', auth_id: 'person-linus' })
    db.roomMembers.addMember(room_id, 'linus')
    db.users.update('ada', { name: 'Countess' })
    db.departures.follow([{ seq: 1, user_id: 'person-linus', erased: 0 }])
    db.events.append('workspace.updated')
    const other = db.rooms.create({ name: 'Old', type: 'group' }).id
    db.messages.create({
      room_id: other,
      user_id: 'ada',
      content: 'x',
      created_at: '2000-01-01 00:00:00.000',
    })
    db.expiry.deleteSome('2001-01-01', 0)

    const events = shown(db)
    const types = new Set(events.map(({ envelope }) => envelope.type))
    expect([...types].sort()).toEqual([...ALL_TYPES].sort())
    for (const { envelope } of events) {
      expect([envelope, ...Value.Errors(Event, envelope)]).toEqual([envelope])
      expect(envelope.id).toBe(`${db.events.epoch()}.${envelope.seq}`)
    }
    expect(db.events.check(events.at(-1)?.envelope.id ?? '')).toBe('ok')
  })

  test('is read when it is told, so that an edit and a deletion hold for late readers', () => {
    const db = workspace()
    const { room_id, id } = conversation(db)
    const reply = { room_id, user_id: 'grace', content: 'Good morning', reply_to_id: id }
    const { id: replyId } = db.messages.create(reply)
    expect(last(db, 'message.created')).toMatchObject({
      message: { id: replyId, content: 'Good morning', user: graceSummary, reply_to_id: id },
      replied: { id, reply_count: 1 },
    })
    db.messages.edit(replyId, 'Good evening')
    expect(last(db, 'message.created')).toMatchObject({ message: { content: 'Good evening' } })
    db.messages.softDelete(replyId)
    expect(last(db, 'message.created')).toMatchObject({
      message: { content: null, deleted_at: expect.any(String) },
      replied: { id, reply_count: 0 },
    })
    expect(JSON.stringify(shown(db))).not.toContain('Good')
    expect(JSON.stringify(db.events.since(0, 99))).not.toContain('Good')
  })

  test('leaves out what is gone, and tells that it is', () => {
    const db = workspace()
    const { room_id, id } = conversation(db)
    const message = db.messages.findById(id)
    if (message) db.reactions.add(message, '👍', 'grace')
    db.expiry.deleteSome('9999-01-01', 0)
    expect(
      shown(db)
        .map(({ envelope }) => envelope.type)
        .slice(-2),
    ).toEqual(['member.added', 'message.erased'])
    expect(last(db, 'message.erased')).toEqual({ message_id: id })
    db.roomMembers.remove(room_id, 'grace')
    expect(last(db, 'member.added')).toMatchObject({ user_id: 'ada', member_count: 1 })
    expect(last(db, 'member.removed')).toEqual({ user_id: 'grace', member_count: 1 })
    db.rooms.delete(room_id)
    expect(last(db, 'member.removed')).toEqual({ user_id: 'ada', member_count: 0 })
    expect(last(db, 'member.added')).toBeUndefined()
  })

  test('of reactions, rooms, markers and people', () => {
    const db = workspace()
    const { room_id, id } = conversation(db)
    const message = db.messages.findById(id)
    if (message) {
      db.reactions.add(message, '👍', 'grace')
      db.reactions.add(message, '👍', 'ada')
    }
    expect(last(db, 'reaction.added')).toEqual({
      message_id: id,
      emoji: '👍',
      user_id: 'ada',
      reactions: [{ emoji: '👍', count: 2 }],
    })
    db.rooms.update(room_id, { archived: true })
    expect(last(db, 'room.updated')).toMatchObject({
      room: { id: room_id, name: 'General', archived_at: expect.any(String), member_count: 2 },
    })
    const second = db.messages.create({ room_id, user_id: 'ada', content: '@grace' }).id
    db.readMarkers.read(room_id, 'grace', id)
    expect(last(db, 'read.moved')).toEqual({
      last_read_id: id,
      unread_count: 1,
      mention_count: 1,
      newest_id: second,
    })
    db.users.update('ada', { name: 'Countess' })
    expect(last(db, 'user.updated')).toMatchObject({ user: { name: 'Countess', role: 'owner' } })
    expect(last(db, 'user.added')).toEqual({ user: { ...graceSummary, role: null } })
  })

  test('not of what only newer code knows', () => {
    const db = workspace()
    conversation(db)
    db.sql.prepare('UPDATE events SET type = ?').run('call.started')
    expect(shown(db)).toEqual([])
  })
})

describe('who is told', () => {
  test('members of the room; of a marker only whose it is; of a removal who was removed, too', () => {
    const db = workspace()
    const { room_id, id } = conversation(db)
    db.readMarkers.read(room_id, 'grace', id)
    db.roomMembers.remove(room_id, 'grace')
    const audiences = shown(db).map(({ envelope, room_id, only_user, also_user }) => [
      envelope.type,
      room_id,
      only_user,
      also_user,
    ])
    expect(audiences).toEqual([
      ['user.added', null, null, null],
      ['user.added', null, null, null],
      ['member.added', room_id, null, null],
      ['message.created', room_id, null, null],
      ['member.removed', room_id, null, 'grace'],
    ])
    db.roomMembers.addMember(room_id, 'grace')
    expect(shown(db)).toContainEqual(
      expect.objectContaining({ only_user: 'grace', also_user: null, room_id }),
    )
  })
})

test('a thousand events are read with as many statements as one of each kind', () => {
  const db = workspace()
  const { room_id } = conversation(db)
  for (let message = 0; message < 200; message += 1) {
    const { id } = db.messages.create({ room_id, user_id: 'ada', content: `@grace ${message}` })
    const row = db.messages.findById(id)
    if (row) db.reactions.add(row, '👍', 'grace')
    db.readMarkers.read(room_id, 'grace', id)
    db.users.update('ada', { name: `Ada ${message}` })
    db.rooms.update(room_id, { topic: `${message}` })
  }
  const rows = db.events.since(0, 9_999)
  const count = () => db.statistics().statements.reduce((sum, one) => sum + one.count, 0)
  const cost = (some: readonly EventRow[]) => {
    const before = count()
    showEvents(db, some, roleOf)
    return count() - before
  }
  const few = [...new Map(rows.map((row) => [row.type, row])).values()]
  expect(rows.length).toBeGreaterThan(1_000)
  expect(cost(rows)).toBe(cost(few))
})

const ALL_TYPES: readonly EventType[] = [
  'message.created',
  'message.edited',
  'message.deleted',
  'message.erased',
  'reaction.added',
  'reaction.removed',
  'room.updated',
  'member.added',
  'member.updated',
  'member.removed',
  'read.moved',
  'user.added',
  'user.updated',
  'user.removed',
  'workspace.updated',
]

import { describe, expect, test } from 'bun:test'
import { MOST_EVENTS } from '../../src/models/events.ts'
import type { EventRow } from '../../src/models/rows.ts'
import type { WorkspaceDatabase } from '../../src/workspace-database.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const workspace = scratchWorkspace()

/** What `work` appends: each event without what does not apply to it. */
function told(db: WorkspaceDatabase, work: () => unknown): Partial<EventRow>[] {
  const [last] = db.sql.prepare<{ seq: number | null }>('SELECT max(seq) AS seq FROM events').all()
  work()
  return db.events.since(last?.seq ?? 0, 99).map(({ seq: _, created_at: __, ...event }) => {
    const given = Object.entries(event).filter(([, value]) => value !== null)
    return Object.fromEntries(given)
  })
}

/** Ada, an admin, and Grace, in one room. */
function team(db: WorkspaceDatabase): number {
  db.users.create({ id: 'ada', auth_id: 'person-ada', username: 'ada' })
  db.users.create({ id: 'grace', auth_id: 'person-grace', username: 'grace' })
  const { id } = db.rooms.create({ name: 'General', type: 'group', created_by: 'ada' })
  db.roomMembers.addMember(id, 'ada', 'admin')
  db.roomMembers.addMember(id, 'grace')
  return id
}

describe('what is told of', () => {
  test('messages, and notices too', () => {
    const db = workspace()
    const room_id = team(db)
    const say = () => db.messages.create({ room_id, user_id: 'ada', content: 'hello' }).id
    expect(told(db, say)).toEqual([{ type: 'message.created', room_id, message_id: 1 }])
    expect(told(db, () => db.messages.edit(1, 'hello, world'))).toEqual([
      { type: 'message.edited', room_id, message_id: 1 },
    ])
    expect(told(db, () => db.messages.edit(1, 'hello, world'))).toEqual([])
    expect(told(db, () => db.messages.softDelete(1))).toEqual([
      { type: 'message.deleted', room_id, message_id: 1 },
    ])
    expect(told(db, () => db.messages.softDelete(1))).toEqual([])
    expect(told(db, () => db.notices.add(room_id, 'ada', { event: 'room_archived' }))).toEqual([
      { type: 'message.created', room_id, message_id: 2 },
    ])
    expect(told(db, () => db.expiry.deleteSome('9999-01-01', 0))).toEqual([
      { type: 'message.erased', room_id, message_id: 1 },
      { type: 'message.erased', room_id, message_id: 2 },
    ])
  })

  test('reactions, each by whom and with what', () => {
    const db = workspace()
    const room_id = team(db)
    const message = db.messages.create({ room_id, user_id: 'ada', content: 'hello' })
    const subject = { room_id, message_id: message.id, user_id: 'grace', detail: '👍' }
    const add = () => db.reactions.add(message, '👍', 'grace')
    const remove = () => db.reactions.remove(message, '👍', 'grace')
    expect(told(db, add)).toEqual([{ type: 'reaction.added', ...subject }])
    expect(told(db, add)).toEqual([])
    expect(told(db, remove)).toEqual([{ type: 'reaction.removed', ...subject }])
    expect(told(db, remove)).toEqual([])
  })

  test('rooms and their members', () => {
    const db = workspace()
    const room_id = team(db)
    expect(told(db, () => db.rooms.update(room_id, { topic: 'news' }))).toEqual([
      { type: 'room.updated', room_id },
    ])
    expect(told(db, () => db.rooms.update(room_id, { topic: 'news' }))).toEqual([])
    expect(told(db, () => db.roomMembers.updateRole(room_id, 'grace', 'admin'))).toEqual([
      { type: 'member.updated', room_id, user_id: 'grace' },
    ])
    expect(told(db, () => db.roomMembers.remove(room_id, 'grace'))).toEqual([
      { type: 'member.removed', room_id, user_id: 'grace' },
    ])
    expect(told(db, () => db.roomMembers.remove(room_id, 'grace'))).toEqual([])
    const addTwice = () => {
      db.roomMembers.addMember(room_id, 'grace')
      db.roomMembers.addMember(room_id, 'grace')
    }
    expect(told(db, addTwice)).toEqual([{ type: 'member.added', room_id, user_id: 'grace' }])
    expect(told(db, () => db.rooms.delete(room_id))).toEqual([
      { type: 'member.removed', room_id, user_id: 'ada' },
      { type: 'member.removed', room_id, user_id: 'grace' },
    ])
    const direct = room_id + 1
    expect(told(db, () => db.rooms.createDirectRoom('ada', 'grace'))).toEqual([
      { type: 'member.added', room_id: direct, user_id: 'ada' },
      { type: 'member.added', room_id: direct, user_id: 'grace' },
    ])
  })

  test('how far somebody has read, unless they have by writing', () => {
    const db = workspace()
    const room_id = team(db)
    const say = () => db.messages.create({ room_id, user_id: 'ada', content: 'hello' }).id
    say()
    expect(told(db, () => db.readMarkers.read(room_id, 'grace', 99))).toEqual([
      { type: 'read.moved', room_id, user_id: 'grace' },
    ])
    expect(told(db, () => db.readMarkers.read(room_id, 'grace', 99))).toEqual([])
  })

  test('people: who comes, changes, leaves, comes back and is erased', () => {
    const db = workspace()
    const room_id = team(db)
    const leave = (seq: number, erased: 0 | 1) => () =>
      db.departures.follow([{ seq, user_id: 'person-ada', erased }])
    const user_id = 'ada'
    expect(told(db, () => db.users.create({ id: 'linus' }))).toEqual([
      { type: 'user.added', user_id: 'linus' },
    ])
    expect(told(db, () => db.users.update('ada', { name: 'Ada' }))).toEqual([
      { type: 'user.updated', user_id },
    ])
    expect(told(db, () => db.users.update('ada', { name: 'Ada', image: 'x' }))).toEqual([])
    expect(told(db, leave(1, 0))).toEqual([
      { type: 'member.updated', room_id, user_id: 'grace' },
      { type: 'member.removed', room_id, user_id },
      { type: 'user.removed', user_id },
    ])
    expect(told(db, leave(2, 0))).toEqual([])
    expect(told(db, () => db.users.update('ada', { left_at: null }))).toEqual([
      { type: 'user.added', user_id },
    ])
    expect(told(db, leave(3, 1))).toEqual([
      { type: 'user.updated', user_id },
      { type: 'user.removed', user_id },
    ])
  })
})

test('a change that fails, and one that is undone, are not told of', () => {
  const db = workspace()
  const room_id = team(db)
  const failing = () => {
    const unknown = { room_id: 99, user_id: 'ada', content: 'hello' }
    expect(() => db.messages.create(unknown)).toThrow()
    const undone = () =>
      db.sql.transaction(() => {
        db.messages.create({ room_id, user_id: 'ada', content: 'hello' })
        throw new Error('undone')
      })
    expect(undone).toThrow('undone')
  }
  expect(told(db, failing)).toEqual([])
})

test('a change whose event cannot be written has not happened, inside a unit of work or alone', () => {
  const db = workspace()
  const room_id = team(db)
  const message = db.messages.create({ room_id, user_id: 'ada', content: 'hello' })
  db.messages.create({ room_id, user_id: 'ada', content: 'second' })
  const changes = [
    () => db.messages.create({ room_id, user_id: 'ada', content: 'third' }),
    () => db.messages.edit(message.id, 'changed'),
    () => db.messages.softDelete(message.id),
    () => db.reactions.add(message, '👍', 'grace'),
    () => db.notices.add(room_id, 'ada', { event: 'room_archived' }),
    () => db.readMarkers.read(room_id, 'grace', message.id),
    () => db.rooms.update(room_id, { name: 'Other' }),
    () => db.rooms.createDirectRoom('ada', 'grace'),
    () => db.rooms.delete(room_id),
    () => db.roomMembers.updateRole(room_id, 'grace', 'admin'),
    () => db.roomMembers.remove(room_id, 'grace'),
    () => db.users.create({ id: 'linus' }),
    () => db.users.update('ada', { name: 'Countess' }),
    () => db.departures.follow([{ seq: 1, user_id: 'person-ada', erased: 1 }]),
    () => db.expiry.deleteSome('9999-01-01', 0),
  ]
  const TABLES = ['users', 'rooms', 'room_members', 'messages', 'message_reactions'] as const
  const content = () => TABLES.map((table) => db.sql.prepare(`SELECT * FROM ${table}`).all())
  const before = content()
  db.sql.prepare('ALTER TABLE events RENAME TO lost').run()
  for (const change of changes) expect(change).toThrow('no such table')
  expect(content()).toEqual(before)
})

describe('a cursor', () => {
  test('is good for what is kept, and for nothing else', () => {
    const db = workspace()
    const epoch = db.events.epoch()
    expect(db.events.cursor()).toBe(`${epoch}.0`)
    expect(db.events.check(`${epoch}.0`)).toBe('ok')
    team(db)
    const [, end] = db.events.cursor().split('.').map(Number)
    for (let seq = 0; seq <= Number(end); seq += 1) {
      expect([seq, db.events.check(`${epoch}.${seq}`)]).toEqual([seq, 'ok'])
    }
    const strange = [
      `${epoch}.${Number(end) + 1}`,
      `${epoch + 1}.1`,
      `${epoch}`,
      `${epoch}.`,
      `${epoch}.1.1`,
      `${epoch}.-1`,
      `${epoch}.1e0`,
      `${epoch}.${'9'.repeat(30)}`,
      '',
      'null',
    ]
    for (const cursor of strange) {
      expect([cursor, db.events.check(cursor)]).toEqual([cursor, 'resync'])
    }
  })

  test('is too old once events behind it are gone', () => {
    const db = workspace()
    const epoch = db.events.epoch()
    db.sql.transaction(() => {
      for (let event = 0; event < MOST_EVENTS + 200; event += 1) db.events.append('user.added')
    })
    const [oldest] = db.events.since(0, 1)
    expect(oldest?.seq).toBeGreaterThan(100)
    expect(oldest?.seq).toBeLessThanOrEqual(201)
    expect(db.events.since(0, 20_000).length).toBeLessThan(MOST_EVENTS + 64)
    expect(db.events.check(`${epoch}.${Number(oldest?.seq) - 1}`)).toBe('ok')
    expect(db.events.check(`${epoch}.${Number(oldest?.seq) - 2}`)).toBe('resync')
  })
})

describe('old events go', () => {
  function age(db: WorkspaceDatabase, from: number, to: number): void {
    db.sql
      .prepare(`UPDATE events SET created_at = '2026-01-01 00:00:00.000' WHERE seq BETWEEN ? AND ?`)
      .run(from, to)
  }

  test('a few at a time', () => {
    const db = workspace()
    const append = (count: number) => {
      for (let event = 0; event < count; event += 1) db.events.append('user.added')
    }
    append(300)
    age(db, 1, 300)
    append(19)
    expect(db.events.since(0, 1)).toMatchObject([{ seq: 1 }])
    append(1)
    expect(db.events.since(0, 1)).toMatchObject([{ seq: 129 }])
    append(64)
    expect(db.events.since(0, 1)).toMatchObject([{ seq: 257 }])
    append(640)
    expect(db.events.since(0, 1)).toMatchObject([{ seq: 301 }])
  })

  test('from the start only, so that a clock that was wrong leaves no gap', () => {
    const db = workspace()
    for (let event = 0; event < 60; event += 1) db.events.append('user.added')
    age(db, 1, 10)
    age(db, 12, 50)
    for (let event = 0; event < 4; event += 1) db.events.append('user.added')
    expect(db.events.since(0, 99).map(({ seq }) => seq)[0]).toBe(11)
    expect(db.events.since(0, 99)).toHaveLength(54)
  })

  test('also where many come at once, and the newest always stays', () => {
    const db = workspace()
    const room = team(db)
    db.sql.transaction(() => {
      for (let user = 0; user < 100; user += 1) {
        db.users.create({ id: `user-${user}` })
        db.roomMembers.addMember(room, `user-${user}`)
      }
    })
    const end = Number(db.events.cursor().split('.')[1])
    age(db, 1, end)
    db.rooms.delete(room)
    expect(db.events.since(0, 1)).toMatchObject([{ seq: 205 }])
    expect(db.events.cursor()).toBe(`${db.events.epoch()}.${end + 102}`)
  })
})

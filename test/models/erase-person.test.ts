import { describe, expect, test } from 'bun:test'
import { WHAT_REFERS_TO_PEOPLE } from '../../src/models/erase-person.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const workspace = scratchWorkspace()

/** Columns of `users` that say nothing of who somebody is. */
const HARMLESS = new Set(['id', 'created_at', 'left_at'])

function columnsThatReferToPeople(): string[] {
  return workspace()
    .sql.prepare<{ name: string }>(
      `SELECT t.name || '.' || f."from" AS name
       FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f
       WHERE t.type = 'table' AND f."table" = 'users' ORDER BY name`,
    )
    .all()
    .map(({ name }) => name)
}

test('whoever adds a table that refers to people says what becomes of it when one is erased', () => {
  const listed = Object.keys(WHAT_REFERS_TO_PEOPLE).sort()
  const found = columnsThatReferToPeople()

  expect(found.length).toBeGreaterThan(2)
  expect(listed).toEqual(found)
})

describe('somebody who is erased', () => {
  const person = {
    id: 'ada',
    auth_id: 'person-ada',
    username: 'countess',
    email: 'ada@acme.test',
    avatar_url: 'https://acme.test/ada.png',
    name: 'Ada Lovelace',
    emailVerified: '2026-01-02 03:04:05.000',
    image: 'https://acme.test/ada-2.png',
    password_hash: '$argon2id$',
  }

  test('is nobody in every column that could tell, also in those to come', () => {
    const db = workspace()
    const before = db.users.create(person)
    db.departures.follow([{ seq: 7, user_id: 'person-ada', erased: 1 }])
    const after = db.users.findById('ada')

    expect(after?.name).toBe('Deleted user')
    expect(after?.username).toMatch(/^deleted-[0-9a-f]{8}$/)
    for (const [column, value] of Object.entries(after ?? {})) {
      if (HARMLESS.has(column) || column === 'name' || column === 'username') continue
      expect([column, value]).toEqual([column, null])
    }
    expect(Object.keys(before).length).toBe(11)
    expect(db.departures.seen()).toBe(7)
  })

  test('leaves group rooms in good hands; messages and direct rooms stay', () => {
    const db = workspace()
    db.users.create(person)
    db.users.create({ id: 'grace', auth_id: 'person-grace' })
    const group = db.rooms.create({ name: 'General', type: 'group', created_by: 'ada' }).id
    db.roomMembers.addMember(group, 'ada', 'admin')
    db.roomMembers.addMember(group, 'grace')
    const direct = db.rooms.createDirectRoom('ada', 'grace').id
    db.messages.create({ room_id: direct, user_id: 'ada', content: 'kept' })
    db.departures.follow([{ seq: 1, user_id: 'person-ada', erased: 1 }])

    expect(db.roomMembers.getRoomMembers(group)).toMatchObject([
      { user_id: 'grace', role: 'admin' },
    ])
    expect(db.rooms.findUserRooms('grace').map(({ id }) => id)).toEqual([group, direct])
    expect(db.messages.findByRoomWithUsers(direct)).toMatchObject([
      { content: 'kept', user_id: 'ada', name: 'Deleted user' },
    ])
  })

  test('twice is no more than once, and a stranger is nothing', () => {
    const db = workspace()
    db.users.create(person)
    const erasure = { seq: 1, user_id: 'person-ada', erased: 1 } as const
    db.departures.follow([erasure])
    const once = db.users.findById('ada')
    db.departures.follow([erasure, { seq: 2, user_id: 'never here', erased: 1 }])

    expect(db.users.findById('ada')).toEqual(once)
    expect(db.departures.seen()).toBe(2)
  })
})

import { expect, test } from 'bun:test'
import {
  generateWorkspace,
  OWNERS_ROOMS,
} from '../../src/sample-data/generated/generate-workspace.ts'
import type { WorkspaceDatabase } from '../../src/workspace-database.ts'
import { scratchWorkspace } from '../models/scratch-workspace.ts'

const workspace = scratchWorkspace()
const now = new Date('2026-03-01T12:00:00Z')
const size = { people: 40, rooms: 520, messages: 6_000, now }

function generate(db: WorkspaceDatabase): number[] {
  db.users.create({ id: 'owner', auth_id: 'person', username: 'owner' })
  return [...generateWorkspace(db, { ...size, ownerId: 'owner' })]
}

const count = (db: WorkspaceDatabase, from: string): number =>
  db.sql.prepare<{ n: number }>(`SELECT count(*) AS n FROM ${from}`).get()?.n ?? 0

test('is as large as it is asked to be, and has some of everything', () => {
  const db = workspace()

  expect(generate(db)).toEqual([5_000, 6_000])

  expect(count(db, 'messages')).toBe(size.messages)
  expect(count(db, 'rooms')).toBe(size.rooms)
  expect(count(db, 'users')).toBe(size.people + 1)
  for (const some of [
    'messages WHERE reply_to_id IS NOT NULL',
    'messages WHERE edited_at IS NOT NULL',
    'messages WHERE deleted_at IS NOT NULL',
    'message_mentions',
    'message_reaction_users',
    `messages WHERE content LIKE '%会议%'`,
  ]) {
    expect([some, count(db, some) > 0]).toEqual([some, true])
  }
  expect(db.roomList.page('owner', null, 1_000)).toHaveLength(OWNERS_ROOMS)
  expect(db.readMarkers.total('owner').unread_count).toBeGreaterThan(0)
  expect(db.health({ full: true })).toMatchObject({ ok: true, problems: [] })
})

test('some rooms are far livelier than others, and time goes by with the ids', () => {
  const db = workspace()
  generate(db)
  const busiest = count(db, 'messages WHERE room_id = 1')
  expect(busiest).toBeGreaterThan(50 * count(db, 'messages WHERE room_id = 500'))
  expect(
    count(db, 'messages a JOIN messages b ON b.id = a.id + 1 AND b.created_at < a.created_at'),
  ).toBe(0)
})

import { expect, test } from 'bun:test'
import type { WorkspaceDatabase } from '../../src/workspace-database.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const workspace = scratchWorkspace()

const OLD = '2026-01-01 00:00:00.000'
const CUTOFF = '2026-02-01 00:00:00.000'
const NEW = '2026-02-01 00:00:00.001'

function people({ users }: WorkspaceDatabase) {
  users.create({ id: 'ada', username: 'ada' })
  users.create({ id: 'grace', username: 'grace' })
}

function room({ rooms, roomMembers }: WorkspaceDatabase): number {
  const { id } = rooms.create({ name: 'General', type: 'group' })
  for (const userId of ['ada', 'grace']) roomMembers.addMember(id, userId)
  return id
}

/** @returns how often it had to be called, and how many messages went */
function expire(db: WorkspaceDatabase) {
  let units = 0
  let deleted = 0
  for (let after: number | null = 0; after !== null; ) {
    const some = db.expiry.deleteSome(CUTOFF, after)
    after = some.after
    deleted += some.deleted
    units += 1
  }
  return { units, deleted }
}

const count = (db: WorkspaceDatabase, table: string) =>
  db.sql.prepare<{ count: number }>(`SELECT count(*) AS count FROM ${table}`).get()?.count

test('what is older goes with all that hangs on it, and what answers it stays', () => {
  const db = workspace()
  people(db)
  const id = room(db)
  const say = (content: string, created_at: string, reply_to_id: number | null = null) =>
    db.messages.create({ room_id: id, user_id: 'ada', content, created_at, reply_to_id })
  const old = say('old, for @grace', OLD)
  db.messages.edit(old.id, 'old and edited, for @grace')
  db.reactions.add(db.messages.findById(old.id) ?? old, '👍', 'grace')
  say('an old answer', OLD, old.id)
  db.messages.softDelete(say('deleted', OLD).id)
  db.notices.add(id, 'ada', { event: 'member_joined' })
  db.sql.prepare('UPDATE messages SET created_at = ? WHERE notice IS NOT NULL').run(OLD)
  const thread = say('new', NEW)
  const late = say('a late answer', NEW, old.id)
  say('an answer', NEW, thread.id)

  expect(expire(db)).toEqual({ units: 1, deleted: 4 })

  expect(db.messages.findByRoom(id).map(({ content }) => content)).toEqual([
    'an answer',
    'a late answer',
    'new',
  ])
  expect(db.messages.findById(late.id)?.reply_to_id).toBeNull()
  expect(db.messages.findById(thread.id)?.reply_count).toBe(1)
  for (const table of [
    'message_revisions',
    'message_mentions',
    'message_reactions',
    'message_reaction_users',
  ]) {
    expect([table, count(db, table)]).toEqual([table, 0])
  }
  expect(expire(db)).toEqual({ units: 1, deleted: 0 })
})

test('many messages and many rooms take several units, and each ends', () => {
  const db = workspace()
  people(db)
  const [first = 0, , last = 0] = db.sql.transaction(() =>
    Array.from({ length: 403 }, () => room(db)),
  )
  db.sql.transaction(() => {
    for (const [id, many] of [
      [first, 241],
      [last, 5],
    ] as const) {
      for (let index = 0; index < many; index += 1) {
        const message = { room_id: id, user_id: 'ada', content: `${index}` }
        db.messages.create({ ...message, created_at: index < many - 1 ? OLD : NEW })
      }
    }
  })
  const { units, deleted } = expire(db)
  expect(deleted).toBe(244)
  expect(units).toBe(5)
  expect(count(db, 'messages')).toBe(2)
})

test('an empty workspace is done at once', () => {
  expect(workspace().expiry.deleteSome(CUTOFF, 0)).toEqual({ after: null, deleted: 0 })
})

import { beforeEach, expect, test } from 'bun:test'
import { noteNewestMessages } from '../../src/models/note-newest-messages.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const workspace = scratchWorkspace()

beforeEach(() => {
  const { users, rooms, roomMembers } = workspace()
  users.create({ id: 'ada' })
  for (const name of ['one', 'two']) {
    roomMembers.addMember(rooms.create({ name, type: 'group' }).id, 'ada')
  }
})

function say(room_id: number, created_at = '2026-03-01 09:30:00.000'): number {
  return workspace().messages.create({ room_id, user_id: 'ada', content: 'x', created_at }).id
}

/** What the rooms say of themselves, one by one. */
function newest(): number[] {
  return [1, 2].map((id) => workspace().rooms.findById(id)?.last_said_id ?? -1)
}

test('a room knows its newest message, whatever way messages come and go', () => {
  const { messages, notices, expiry, sql } = workspace()
  expect(newest()).toEqual([0, 0])
  const first = say(1)
  const other = say(2)
  const second = say(1)
  notices.add(1, 'ada', { event: 'member_joined' })
  expect(newest()).toEqual([second, other])

  messages.edit(second, 'y')
  messages.softDelete(second)
  expect(newest()).toEqual([first, other])
  const third = say(1, '2026-05-01 09:30:00.000')
  messages.softDelete(first)
  expect(newest()).toEqual([third, other])

  // Ids need not come in their order.
  const early = `INSERT INTO messages (id, room_id, content) VALUES (-1, 2, 'imported')`
  sql.prepare(early).run()
  expect(newest()).toEqual([third, other])
  sql.prepare('DELETE FROM messages WHERE id = -1').run()
  expect(newest()).toEqual([third, other])
  sql.prepare('UPDATE messages SET room_id = 2 WHERE id = ?').run(third)
  expect(newest()).toEqual([0, third])
  sql.prepare('UPDATE messages SET deleted_at = NULL WHERE id = ?').run(second)
  expect(newest()).toEqual([second, third])

  expiry.deleteSome('2026-04-01 00:00:00.000', 0)
  expect(newest()).toEqual([0, third])
  expiry.deleteSome('2026-06-01 00:00:00.000', 0)
  expect(newest()).toEqual([0, 0])
})

test('what is noted anew is what stands in the messages', () => {
  const { sql } = workspace()
  const said = [say(1), say(2)]
  sql.prepare('UPDATE rooms SET last_said_id = 9').run()
  noteNewestMessages(sql)
  expect(newest()).toEqual(said)
})

import { expect, test } from 'bun:test'
import type { Message } from '../../client/generated/types.ts'
import { rowsOf } from '../../src/web/messages/rows.ts'
import type { Unsent } from '../../src/web/store/unsent.ts'

const people = { ada: 'Ada', grace: 'Grace' }

function message(
  id: number,
  by: keyof typeof people,
  time: string,
  more: Partial<Message> = {},
): Message {
  const user = { id: by, username: by, name: people[by], avatar_url: null }
  const created_at = `2026-11-${time}:00.000Z`
  return {
    id,
    room_id: 1,
    type: 'text',
    content: `Message ${id}`,
    created_at,
    edited_at: null,
    deleted_at: null,
    revision: 1,
    reply_to_id: null,
    reply_count: 0,
    mentions: [],
    reactions: [],
    file: null,
    notice: null,
    user,
    ...more,
  }
}

const unsent: Unsent = {
  key: '0190',
  room: 1,
  content: 'On its way',
  reply_to_id: null,
  file: null,
  at: '2026-11-23T12:07:00.000Z',
  state: 'sending',
  problem: null,
  seen: null,
}

/** Kinds and keys; `+` where the author is named. */
function shown(messages: readonly Message[], more: Partial<Parameters<typeof rowsOf>[0]> = {}) {
  const both = { reachedStart: true, reachedEnd: true, unsent: [], readUpTo: null, me: 'ada' }
  return rowsOf({ messages, ...both, ...more }).map((row) => {
    if (row.kind === 'day') return 'day'
    return 'first' in row && row.first ? `+${row.key}` : row.key
  })
}

test('messages of one author within minutes stand together, days and replies apart', () => {
  const messages = [
    message(1, 'ada', '22T12:00'),
    message(2, 'ada', '22T12:04'),
    message(3, 'grace', '22T12:05'),
    message(4, 'grace', '22T12:06', { reply_to_id: 1 }),
    message(5, 'grace', '22T12:30'),
    message(6, 'grace', '23T12:31'),
  ]
  expect(shown(messages)).toEqual([
    'beginning',
    'day',
    '+m1',
    'm2',
    '+m3',
    '+m4',
    '+m5',
    'day',
    '+m6',
  ])
})

test('the line stands before the first that is unread and of somebody else', () => {
  const messages = [1, 2, 3].map((id) => message(id, id === 2 ? 'ada' : 'grace', `23T12:0${id}`))
  expect(shown(messages, { readUpTo: 1 })).toEqual([
    'beginning',
    'day',
    '+m1',
    '+m2',
    'unread',
    '+m3',
  ])
  expect(shown(messages, { readUpTo: 3 })).not.toContain('unread')
})

test('where what is unread begins further up, there is no line', () => {
  const messages = [8, 9].map((id) => message(id, 'grace', `23T12:0${id}`))
  expect(shown(messages, { readUpTo: 3, reachedStart: false })).toEqual([
    'older',
    'day',
    '+m8',
    'm9',
  ])
})

test('what is not sent yet stands at the end, and only there', () => {
  const messages = [message(1, 'ada', '23T12:06')]
  expect(shown(messages, { unsent: [unsent] })).toEqual(['beginning', 'day', '+m1', 'u0190'])
  expect(shown(messages, { unsent: [unsent], reachedEnd: false })).toEqual([
    'beginning',
    'day',
    '+m1',
    'newer',
  ])
})

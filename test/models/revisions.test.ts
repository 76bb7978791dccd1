import { beforeEach, expect, test } from 'bun:test'
import type { MessageRow } from '../../src/models/rows.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const workspace = scratchWorkspace()
beforeEach(() => {
  const { users, rooms, messages } = workspace()
  users.create({ id: 'ada' })
  rooms.create({ name: 'General', type: 'group' })
  messages.create({
    room_id: 1,
    user_id: 'ada',
    content: 'text 1',
    created_at: '2026-03-01 09:00:00.000',
  })
})

function message(): MessageRow {
  return workspace().messages.findById(1) as MessageRow
}

function numbers(before: number | null, limit: number): number[] {
  return workspace()
    .revisions.page(message(), before, limit)
    .map(({ revision }) => revision)
}

test('an edit keeps the text before it, with the moment since which it was shown', () => {
  const { messages, revisions } = workspace()
  messages.edit(1, 'text 2', '2026-03-01 10:00:00.000')
  messages.edit(1, 'text 3', '2026-03-01 11:00:00.000')
  const texts = revisions.page(message(), null, 9)
  expect(texts.map(({ revision, content, created_at }) => [revision, content, created_at])).toEqual(
    [
      [3, 'text 3', '2026-03-01 11:00:00.000'],
      [2, 'text 2', '2026-03-01 10:00:00.000'],
      [1, 'text 1', '2026-03-01 09:00:00.000'],
    ],
  )
})

test('pages lead from the present text to the first', () => {
  for (let edit = 2; edit <= 5; edit += 1) workspace().messages.edit(1, `text ${edit}`)
  expect(numbers(null, 2)).toEqual([5, 4])
  expect(numbers(4, 2)).toEqual([3, 2])
  expect(numbers(2, 2)).toEqual([1])
  expect(numbers(1, 2)).toEqual([])
  expect(numbers(99, 1)).toEqual([5])
})

test('of many texts the first and the latest 100 are kept', () => {
  for (let edit = 2; edit <= 130; edit += 1) workspace().messages.edit(1, `text ${edit}`)
  const kept = numbers(null, 999)
  expect(kept).toHaveLength(102)
  expect([kept[0], kept[1], kept.at(-2), kept.at(-1)]).toEqual([130, 129, 30, 1])
})

test('they go with the message', () => {
  const { messages, revisions, sql } = workspace()
  messages.edit(1, 'text 2')
  messages.softDelete(1)
  expect(revisions.page(message(), null, 9)).toEqual([])
  expect(sql.prepare('SELECT * FROM message_revisions').all()).toEqual([])
})

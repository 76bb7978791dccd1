import { afterEach, beforeEach, expect, setSystemTime, test } from 'bun:test'
import { IdempotencyKeyReused } from '../../src/models/errors.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const HOUR = 3_600_000
const noon = Date.parse('2026-03-01T12:00:00Z')

const workspace = scratchWorkspace()
beforeEach(() => {
  setSystemTime(noon)
  for (const id of ['ada', 'grace']) workspace().users.create({ id })
})
afterEach(() => setSystemTime())

const attempt = { userId: 'ada', operation: 'sendMessage', key: 'k', requestHash: 'h' }

function rows(): number {
  const { sql } = workspace()
  return (
    sql.prepare<{ n: number }>('SELECT count(*) AS n FROM idempotency_keys').get()?.n ?? Number.NaN
  )
}

test('a key stands for what was made under it, of one person and one operation', () => {
  const { idempotencyKeys: keys } = workspace()
  expect(keys.find(attempt)).toBeNull()
  keys.remember(attempt, 7)
  expect(keys.find(attempt)).toBe(7)
  expect(() => keys.find({ ...attempt, requestHash: 'other' })).toThrow(IdempotencyKeyReused)
  for (const other of [{ userId: 'grace' }, { operation: 'other' }, { key: 'K' }]) {
    expect(keys.find({ ...attempt, ...other })).toBeNull()
  }
})

test('it does so for 24 hours', () => {
  const { idempotencyKeys: keys } = workspace()
  keys.remember(attempt, 7)
  setSystemTime(noon + 24 * HOUR - 1)
  expect(keys.find(attempt)).toBe(7)
  setSystemTime(noon + 24 * HOUR)
  expect(keys.find({ ...attempt, requestHash: 'other' })).toBeNull()
  keys.remember({ ...attempt, requestHash: 'other' }, 8)
  expect(keys.find({ ...attempt, requestHash: 'other' })).toBe(8)
  expect(rows()).toBe(1)
})

test('expired keys go some at a time, and no others', () => {
  const { idempotencyKeys: keys } = workspace()
  for (let id = 0; id < 100; id += 1) keys.remember({ ...attempt, key: `old ${id}` }, id)
  setSystemTime(noon + 24 * HOUR)
  const left: number[] = []
  for (let id = 0; id < 96; id += 1) {
    keys.remember({ ...attempt, key: `new ${id}` }, id)
    if (id % 16 === 15) left.push(rows())
  }
  // Half of 32 more each time than came meanwhile, until what has expired is gone.
  expect(left).toEqual([84, 68, 52, 64, 80, 96])
  for (let id = 0; id < 96; id += 1) expect(keys.find({ ...attempt, key: `new ${id}` })).toBe(id)
})

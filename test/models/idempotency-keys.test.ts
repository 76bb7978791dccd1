import { afterEach, beforeEach, expect, setSystemTime, test } from 'bun:test'
import { IdempotencyKeyReused } from '../../src/models/errors.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const HOUR = 3_600_000
const noon = Date.parse('2026-03-01T12:00:00Z')
const atNoon = '2026-03-01 12:00:00.000'
const nextNoon = '2026-03-02 12:00:00.000'

const workspace = scratchWorkspace()
beforeEach(() => {
  setSystemTime(noon)
})
afterEach(() => {
  setSystemTime()
})

const attempt = { key: 'k', scope: 's', request: 'r' }

function rows(since: string): number {
  const { sql } = workspace()
  const count = 'SELECT count(*) AS n FROM idempotency_keys WHERE created_at = ?'
  return sql.prepare<{ n: number }>(count).get(since)?.n ?? Number.NaN
}

test('an attempt stands for what it made, and for no other request', () => {
  const { idempotencyKeys: keys } = workspace()
  expect(keys.find(attempt)).toBeNull()
  keys.remember(attempt, 7, atNoon)
  expect(keys.find(attempt)).toBe(7)
  expect(() => keys.find({ ...attempt, request: 'other' })).toThrow(IdempotencyKeyReused)
  expect(keys.find({ ...attempt, key: 'K' })).toBeNull()
  expect(keys.find({ ...attempt, scope: 'S' })).toBeNull()
})

test('it does so for 24 hours', () => {
  const { idempotencyKeys: keys } = workspace()
  keys.remember(attempt, 7, atNoon)
  setSystemTime(noon + 24 * HOUR - 1)
  expect(keys.find(attempt)).toBe(7)
  setSystemTime(noon + 24 * HOUR)
  const other = { ...attempt, request: 'other' }
  expect(keys.find(other)).toBeNull()
  keys.remember(other, 8, nextNoon)
  expect(keys.find(other)).toBe(8)
  expect([rows(atNoon), rows(nextNoon)]).toEqual([0, 1])
})

test('what has expired goes some at a time, and nothing else', () => {
  const { idempotencyKeys: keys } = workspace()
  const remember = (key: string, at: string) => keys.remember({ ...attempt, key }, 1, at)
  for (let number = 0; number < 100; number += 1) remember(`old ${number}`, atNoon)
  const left: number[] = []
  for (let number = 0; number < 96; number += 1) {
    remember(`new ${number}`, nextNoon)
    if (number % 16 === 15) left.push(rows(atNoon))
  }
  // 32 of the oldest each time, twice as many as came meanwhile.
  expect(left).toEqual([68, 36, 4, 0, 0, 0])
  expect(rows(nextNoon)).toBe(96)
})

import { expect, test } from 'bun:test'
import { drawer } from '../../bench/data/popularity.ts'
import { UsageOrder } from '../../src/tenancy/usage-order.ts'
import { TestFleet } from './harness.ts'

const PLACES = 40
/** Of them, for those that were used again. */
const AGAIN = 34

interface Named {
  readonly id: string
  usedAt: number
}

function filled(places: number, ids: readonly string[]): UsageOrder<Named> {
  const order = new UsageOrder<Named>(places)
  for (const [usedAt, id] of ids.entries()) order.add({ id, usedAt })
  return order
}

const idsOf = (values: Iterable<Named>) => [...values].map(({ id }) => id)
const named = (letter: string, count: number) =>
  Array.from({ length: count }, (_, number) => `${letter}${number}`)

test('what was used again makes room last', () => {
  const order = filled(PLACES, ['a', 'b', 'c'])
  expect(idsOf(order.values())).toEqual(['a', 'b', 'c'])
  order.use('a')
  expect(idsOf(order.values())).toEqual(['b', 'c', 'a'])
  order.use('b')
  order.use('a')
  expect(idsOf(order.values())).toEqual(['c', 'b', 'a'])
})

test('with few places it is one order for all', () => {
  const order = filled(PLACES - 1, ['a', 'b', 'c'])
  order.use('a')
  order.use('b')
  expect(idsOf(order.values())).toEqual(['c', 'a', 'b'])
})

test('of those that were used again the longest unused steps back when they are too many', () => {
  const ids = named('a', AGAIN + 1)
  const order = filled(PLACES, ids)
  for (const id of ids) order.use(id)
  order.add({ id: 'new', usedAt: 0 })
  expect(idsOf(order.values())).toEqual(['a0', 'new', ...ids.slice(1)])
  expect(order.size).toBe(AGAIN + 2)
})

test('what is deleted is gone, wherever it was, and comes back as new', () => {
  const order = filled(PLACES, ['a', 'b'])
  order.use('a')
  order.delete('a')
  order.delete('b')
  expect([order.size, order.peek('a'), order.use('b')]).toEqual([0, undefined, undefined])
  order.add({ id: 'a', usedAt: 0 })
  order.add({ id: 'b', usedAt: 1 })
  expect(idsOf(order.values())).toEqual(['a', 'b'])
})

test('those that nobody has used since a time, also when they had to step back', () => {
  const ids = named('a', AGAIN + 1)
  const order = filled(PLACES, ids)
  order.add({ id: 'new', usedAt: 1_000 })
  for (const id of ids) order.use(id)
  expect(idsOf(order.unusedSince(3))).toEqual(['a0', 'a1', 'a2', 'a3'])
})

test('popular ones are found open more often than in one order for all', () => {
  const places = 200
  const order = new UsageOrder<Named>(places)
  const plain = new Set<string>()
  const draw = drawer('zipf', 1_000, 1)
  let misses = 0
  let plainMisses = 0
  for (let time = 0; time < 60_000; time += 1) {
    const id = `t${draw()}`
    if (order.use(id) === undefined) {
      misses += 1
      order.add({ id, usedAt: time })
      if (order.size >= places) order.delete(idsOf(order.values().take(1))[0] ?? '')
    }
    if (!plain.delete(id)) plainMisses += 1
    plain.add(id)
    if (plain.size >= places) plain.delete(plain.values().next().value ?? '')
  }
  expect(misses).toBeLessThan(0.85 * plainMisses)
})

test('workspaces that many are opened beside stay open when they were used again', async () => {
  await using fleet = new TestFleet({ tenants: PLACES })
  const ids = await fleet.createMany(60)
  const known = ids.slice(0, 20)
  for (const id of [...known, ...known]) await fleet.users(id)
  for (const id of ids.slice(20)) await fleet.users(id)
  expect(known.filter((id) => fleet.pool.peek(id) === undefined)).toEqual([])
  expect(fleet.pool.statistics().open).toBeLessThanOrEqual(PLACES)
})

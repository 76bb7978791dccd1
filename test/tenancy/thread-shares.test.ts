import { expect, test } from 'bun:test'
import { ThreadShares } from '../../src/tenancy/thread-shares.ts'

test('some is free at once, and what is beyond it has to be rested from', () => {
  const shares = new ThreadShares(0.1)
  expect([shares.spend('a', 100), shares.spend('a', 100)]).toEqual([0, 0])
  const third = shares.spend('a', 100)
  // Of 300 ms 250 are free, of which the first hundred were over when they were told of.
  expect(third).toBeGreaterThan(300)
  expect(third).toBeLessThan(500)
  expect(shares.spend('b', 100)).toBe(0)
  expect(shares.spend('a', 100)).toBeGreaterThan(third + 900)
})

test('what was too much is forgotten with time', async () => {
  const shares = new ThreadShares(0.5)
  expect(shares.spend('a', 900)).toBeGreaterThan(0)
  const at = performance.now()
  while (performance.now() - at < 500) await Bun.sleep(20)
  expect(shares.spend('a', 10)).toBe(0)
})

test('all of a thread is nothing to rest from', () => {
  const shares = new ThreadShares(1)
  for (let time = 0; time < 3; time += 1) expect(shares.spend(`${time}`, 1_000)).toBe(0)
})

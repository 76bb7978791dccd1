import { expect, test } from 'bun:test'
import { FairPermits } from '../../src/tenancy/fair-permits.ts'

const PATIENCE = 60_000

test('nobody gets more than their part, whatever is free', async () => {
  const permits = new FairPermits({ count: 2, each: 1 })
  expect(await permits.take('noisy', PATIENCE)).toBe(true)
  let second = false
  const waiting = permits.take('noisy', PATIENCE).then(() => {
    second = true
  })
  expect(await permits.take('other', PATIENCE)).toBe(true)
  expect([second, permits.queued, permits.waiting('noisy')]).toEqual([false, 0, 1])
  permits.give('other')
  await Promise.resolve()
  expect(second).toBe(false)
  permits.give('noisy')
  await waiting
  expect(permits.waiting('noisy')).toBe(0)
})

test('who comes later goes first where the one before may not have more', async () => {
  const permits = new FairPermits({ count: 2, each: 1 })
  const order: string[] = []
  const take = (key: string) => permits.take(key, PATIENCE).then(() => order.push(key))
  await Promise.all([take('a'), take('b')])
  const waiting = [take('a'), take('c')]
  expect(permits.queued).toBe(1)
  permits.give('b')
  await waiting[1]
  permits.give('a')
  await Promise.all(waiting)
  expect(order).toEqual(['a', 'b', 'c', 'a'])
})

test('who rests after one is passed over, and then has the next that is free', async () => {
  const permits = new FairPermits({ count: 1, each: 1 })
  const order: string[] = []
  const take = (key: string) => permits.take(key, PATIENCE).then(() => order.push(key))
  await take('noisy')
  const waiting = [take('noisy'), take('other')]
  permits.give('noisy', 50)
  await waiting[1]
  permits.give('other')
  await take('another')
  await Bun.sleep(80)
  expect([order, permits.waiting('noisy')]).toEqual([['noisy', 'other', 'another'], 1])
  permits.give('another')
  await waiting[0]
})

test('who has waited too long goes without, and takes nothing from others', async () => {
  const permits = new FairPermits({ count: 1, each: 1 })
  await permits.take('a', PATIENCE)
  expect(await permits.take('b', 1)).toBe(false)
  permits.give('a')
  expect(await permits.take('c', PATIENCE)).toBe(true)
})

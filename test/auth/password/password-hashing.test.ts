import { expect, test } from 'bun:test'
import { PasswordHashing } from '../../../src/auth/password/password-hashing.ts'
import { Problem } from '../../../src/problem.ts'

test('hashes with argon2id, 19 MiB and two passes', async () => {
  const hashing = new PasswordHashing()
  const hash = await hashing.hash('correct horse')
  expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
  expect(await hashing.verify('correct horse', hash)).toBe(true)
  expect(await hashing.verify('correct hors', hash)).toBe(false)
})

test('computes as much for who has no password', async () => {
  const hashing = new PasswordHashing()
  const runs = hashing.runs
  expect(await hashing.verify('correct horse', null)).toBe(false)
  expect(hashing.runs).toBe(runs + 1)
})

test('keeps few waiting, answers 503 to the rest, and goes on afterwards', async () => {
  const hashing = new PasswordHashing(3)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => hashing.verify('whatever', null)),
  )
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(refused).toHaveLength(17)
  for (const { reason } of refused) {
    expect(reason).toBeInstanceOf(Problem)
    expect(reason).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
  }
  expect([hashing.runs, hashing.waiting]).toEqual([3, 0])
  expect(await hashing.verify('whatever', null)).toBe(false)
})

test('does not keep the event loop waiting', async () => {
  const hashing = new PasswordHashing()
  let turns = 0
  let computing = true
  const checked = hashing.verify('whatever', null).then(() => {
    computing = false
  })
  while (computing) {
    await new Promise(setImmediate)
    turns += 1
  }
  await checked
  expect(turns).toBeGreaterThan(1)
})

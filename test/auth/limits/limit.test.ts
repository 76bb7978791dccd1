import { describe, expect, test } from 'bun:test'
import { AttemptLimits } from '../../../src/auth/limits/attempt-limits.ts'
import { clientKey } from '../../../src/auth/limits/client-key.ts'
import { Limit } from '../../../src/auth/limits/limit.ts'
import { Problem } from '../../../src/problem.ts'

const hour = 60 * 60

function attempts(client: number, pair: number, account: number) {
  return new AttemptLimits(
    {
      client: { name: 'client', quota: client, window: hour },
      pair: { name: 'pair', quota: pair, window: hour },
      account: { name: 'account', quota: account, window: hour },
    },
    'Wait.',
  )
}

/** The limit that refuses; undefined when none does. */
function refusing(limits: AttemptLimits, email: string, address: string | null) {
  try {
    limits.begin(email, address)
    return undefined
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    expect(error).toMatchObject({ status: 429, code: 'quota_exceeded' })
    expect(Number(error.headers['retry-after'])).toBeGreaterThan(0)
    return error.headers['ratelimit-policy']?.split('"')[1]
  }
}

describe('a limit', () => {
  test('counts each key for itself, up to its quota', () => {
    const limit = new Limit({ name: 'x', quota: 2, window: hour })
    expect([1, 2, 3].map(() => limit.take('a').exceeded)).toEqual([false, false, true])
    expect(limit.take('b')).toMatchObject({ remaining: 1, resetsIn: hour, exceeded: false })
    limit.giveBack('a')
    expect(limit.take('a').exceeded).toBe(false)
    limit.forget('a')
    expect(limit.take('a').remaining).toBe(1)
  })

  test('begins anew when its window has ended, however often was asked meanwhile', async () => {
    const limit = new Limit({ name: 'x', quota: 1, window: 0.05 })
    limit.take('a')
    let refused = 0
    while (limit.take('a').exceeded) {
      refused += 1
      await Bun.sleep(5)
    }
    expect(refused).toBeGreaterThan(0)
  })
})

describe('attempts', () => {
  test('of one client at one account end first, whatever the case of the address', () => {
    const limits = attempts(100, 2, 100)
    expect(refusing(limits, 'ada@acme.test', '192.0.2.1')).toBeUndefined()
    expect(refusing(limits, 'ADA@acme.test', '192.0.2.1')).toBeUndefined()
    expect(refusing(limits, 'Ada@acme.test', '192.0.2.1')).toBe('pair')
    expect(refusing(limits, 'ada@acme.test', '192.0.2.2')).toBeUndefined()
    expect(refusing(limits, 'bob@acme.test', '192.0.2.1')).toBeUndefined()
  })

  test('of one client at ever other accounts end too', () => {
    const limits = attempts(3, 2, 100)
    const outcomes = ['a', 'b', 'c', 'd'].map((name) =>
      refusing(limits, `${name}@acme.test`, '192.0.2.1'),
    )
    expect(outcomes).toEqual([undefined, undefined, undefined, 'client'])
  })

  test('at one account from everywhere end, but not for where its owner comes from', () => {
    const limits = attempts(100, 100, 3)
    limits.begin('ada@acme.test', '198.51.100.7').succeeded()
    for (const host of [1, 2, 3]) {
      expect(refusing(limits, 'ada@acme.test', `192.0.2.${host}`)).toBeUndefined()
    }
    expect(refusing(limits, 'ada@acme.test', '192.0.2.4')).toBe('account')
    expect(refusing(limits, 'ada@acme.test', '198.51.100.7')).toBeUndefined()
  })

  test('that are refused do not use up what others may do at the account', () => {
    const limits = attempts(100, 1, 2)
    limits.begin('ada@acme.test', '192.0.2.1')
    for (let i = 0; i < 5; i += 1) {
      expect(refusing(limits, 'ada@acme.test', '192.0.2.1')).toBe('pair')
    }
    expect(refusing(limits, 'ada@acme.test', '192.0.2.2')).toBeUndefined()
  })

  test('that succeed do not count', () => {
    const limits = attempts(2, 2, 2)
    for (let i = 0; i < 10; i += 1) limits.begin('ada@acme.test', '192.0.2.1').succeeded()
    expect(refusing(limits, 'ada@acme.test', '192.0.2.1')).toBeUndefined()
  })
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::', '2001:db8:1:2'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  [null, 'unknown'],
  ['nonsense', 'unknown'],
])('%p is counted as %s', (address, key) => {
  expect(clientKey(address)).toBe(key)
})

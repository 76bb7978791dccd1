import { describe, expect, test } from 'bun:test'
import { type PoolCapacity, poolCapacity } from '../../src/tenancy/pool-capacity.ts'

/** Descriptors in the worst case: see descriptors.test.ts, which counts them. */
function worstCase({ tenants, leases, closing }: PoolCapacity, perTenant = 3): number {
  return tenants * perTenant + Math.max(1, closing) * 3 + leases * 4
}

/** For sockets, the auth database, workers, logs, the migration of two tenants. */
const REST = 128

/** The largest POOL_MAX that is taken, as the refusal of a larger one names it. */
function largest(descriptors: number): number {
  try {
    poolCapacity(Number.MAX_SAFE_INTEGER, 'normal', descriptors)
  } catch (error) {
    return Number(/at most (\d+)/.exec(String(error))?.[1])
  }
  throw new Error('it was taken')
}

const limits = [256, 300, 400, 512, 1_000, 1_024, 4_096, 20_000, 65_536, 1_000_000]

describe('poolCapacity', () => {
  test.each(limits)('stays within %d descriptors', (descriptors) => {
    const capacity = poolCapacity(undefined, 'normal', descriptors)
    expect(worstCase(capacity) + REST).toBeLessThanOrEqual(descriptors)
    expect(capacity.tenants).toBeGreaterThanOrEqual(1)
    expect(capacity.leases).toBeGreaterThanOrEqual(1)
    expect(capacity.closing).toBeLessThan(capacity.tenants)
  })

  test.each(limits)(
    'takes a POOL_MAX that fits %d descriptors, and no larger one',
    (descriptors) => {
      const most = largest(descriptors)
      for (const poolMax of [1, Math.ceil(most / 2), most]) {
        const capacity = poolCapacity(poolMax, 'normal', descriptors)
        expect(capacity.tenants).toBe(poolMax)
        expect(worstCase(capacity) + REST).toBeLessThanOrEqual(descriptors)
      }
      expect(() => poolCapacity(most + 1, 'normal', descriptors)).toThrow(RangeError)
      expect(() => poolCapacity(most + 1, 'normal', descriptors)).toThrow('POOL_MAX')
    },
  )

  test('uses most of a large limit, but does not fill the memory unasked', () => {
    expect(poolCapacity(undefined, 'normal', 20_000).tenants).toBeGreaterThan(4_000)
    expect(poolCapacity(undefined, 'normal', 1_000_000).tenants).toBe(10_000)
    expect(poolCapacity(50_000, 'normal', 1_000_000).tenants).toBe(50_000)
  })

  test.each(limits)('leaves room for the logs that are synced, within %d', (descriptors) => {
    const capacity = poolCapacity(undefined, 'full', descriptors)
    expect(worstCase(capacity, 4) + REST).toBeLessThanOrEqual(descriptors)
  })

  test('reads the limit of this process', () => {
    expect(poolCapacity().tenants).toBeGreaterThanOrEqual(1)
  })
})

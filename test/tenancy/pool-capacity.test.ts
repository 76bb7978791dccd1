import { describe, expect, test } from 'bun:test'
import { type PoolCapacity, poolCapacity } from '../../src/tenancy/pool-capacity.ts'

/** Descriptors in the worst case: see descriptors.test.ts, which counts them. */
function worstCase({ tenants, leases, closing }: PoolCapacity): number {
  return (tenants + Math.max(1, closing)) * 3 + leases * 4
}

/** For sockets, the auth database, workers, logs, the migration of two tenants. */
const REST = 128

const limits = [256, 300, 400, 512, 1_000, 1_024, 4_096, 20_000, 65_536, 1_000_000]

describe('poolCapacity', () => {
  test.each(limits)('stays within %d descriptors', (descriptors) => {
    const capacity = poolCapacity(undefined, descriptors)
    expect(worstCase(capacity) + REST).toBeLessThanOrEqual(descriptors)
    expect(capacity.tenants).toBeGreaterThanOrEqual(1)
    expect(capacity.leases).toBeGreaterThanOrEqual(1)
    expect(capacity.closing).toBeLessThan(capacity.tenants)
  })

  test.each(limits)(
    'takes a POOL_MAX that fits %d descriptors, and no larger one',
    (descriptors) => {
      const { tenants } = poolCapacity(undefined, descriptors)
      for (const poolMax of [1, Math.ceil(tenants / 2), tenants]) {
        const capacity = poolCapacity(poolMax, descriptors)
        expect(capacity.tenants).toBe(poolMax)
        expect(worstCase(capacity) + REST).toBeLessThanOrEqual(descriptors)
      }
      expect(() => poolCapacity(tenants + 1, descriptors)).toThrow(RangeError)
      expect(() => poolCapacity(tenants + 1, descriptors)).toThrow('POOL_MAX')
    },
  )

  test('uses most of a large limit', () => {
    expect(poolCapacity(undefined, 20_000).tenants).toBeGreaterThan(4_000)
  })

  test('reads the limit of this process', () => {
    expect(poolCapacity().tenants).toBeGreaterThanOrEqual(1)
  })
})

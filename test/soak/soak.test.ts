import { afterEach, expect, test } from 'bun:test'
import { cleanUp } from '../harness/process.ts'
import { growth } from './growth.ts'
import type { Sample } from './sample.ts'
import { soak } from './soak.ts'
import { EventLedger } from './soaked-workspace.ts'

afterEach(cleanUp)

test('a second of mixed load with churn lose nothing', async () => {
  const report = await soak({
    minutes: 1 / 60,
    workspaces: 20,
    open: 5,
    followed: 6,
    requestsPerSecond: 100,
    samples: 10,
  })

  expect(report.faults).toEqual([])
  expect(report.samples).toHaveLength(10)
  expect(report.requests).toBeGreaterThan(50)
  expect(report.connections).toBeGreaterThan(6)
  expect(report.passed).toBeGreaterThan(0)
})

/** Ten samples of a quantity that is 100 MB, but for what is said. */
function samplesWith(of: (number: number) => Partial<Sample>): Sample[] {
  return Array.from({ length: 10 }, (_, number) => ({
    minutes: number,
    residentBytes: 100e6,
    descriptors: 1_000,
    walBytes: 100e6,
    largestWalBytes: 4e6,
    authWalBytes: 4e6,
    openWorkspaces: 300,
    requestP50: 2,
    requestP99: 20,
    eventP50: 1,
    eventP99: 9,
    lateP99: 5,
    requests: 1_000,
    cpuPerRequest: 300,
    ...of(number),
  }))
}

test('growth is told from warming up', () => {
  expect(growth(samplesWith(() => ({})))).toEqual([])
  expect(growth(samplesWith((number) => ({ residentBytes: number === 0 ? 1e6 : 1e8 })))).toEqual([])
  const leaking = samplesWith((number) => ({ descriptors: 1_000 + 20 * number }))
  expect(growth(leaking)).toEqual(['descriptors grew from 1060 to 1180'])
  const slower = samplesWith((number) => ({ requestP99: 20 + 15 * number }))
  expect(growth(slower)).toEqual(['requestP99 grew from 65 to 155'])
  expect(growth(slower.map((one) => ({ ...one, lateP99: 20 })))).toEqual([])
})

test('a ledger sees what is left out, repeated, or of nobody', () => {
  const ledger = new EventLedger()
  ledger.acknowledged(1)
  ledger.told(1, 1)
  ledger.told(2, 2)
  ledger.acknowledged(2)
  expect([ledger.unsettled, ledger.faults]).toEqual([0, []])
  ledger.acknowledged(3)
  ledger.told(4, 4)
  expect(ledger.unsettled).toBe(2)
  ledger.told(4, 4)
  expect(ledger.faults).toEqual(['event 4 came after 4'])
  ledger.deleted(3)
  ledger.acknowledged(4)
  expect(ledger.unsettled).toBe(0)
})

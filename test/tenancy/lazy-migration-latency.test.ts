import { expect, test } from 'bun:test'
import { slowEngine } from './fixtures/slow-migration.ts'
import { TestFleet } from './harness.ts'

/** What somebody went through, in milliseconds. */
interface Waits {
  readonly reads: number[]
  readonly writes: number[]
  /** Between two ticks of a timer: how long the event loop did nothing else. */
  readonly gaps: number[]
}

/** Writes to and reads from the tenant, one after the other, until `enough` says so. */
async function use(fleet: TestFleet, id: string, enough: (turn: number) => boolean) {
  const waits: Waits = { reads: [], writes: [], gaps: [] }
  const { reads, writes, gaps } = waits
  let ticked = performance.now()
  const tick = () => {
    const now = performance.now()
    gaps.push(now - ticked)
    ticked = now
  }
  const ticking = setInterval(tick, 2)
  for (let turn = 0; !enough(turn); turn += 1) {
    const start = performance.now()
    await fleet.pool.write({ id }, (db) => db.users.update('ada', { name: `Ada ${turn}` }))
    const written = performance.now()
    await fleet.pool.read({ id }, (db) => db.users.findById('ada'))
    writes.push(written - start)
    reads.push(performance.now() - written)
    // Lets timers and workers have their turn, as requests of a network do.
    await Bun.sleep(0)
  }
  clearInterval(ticking)
  tick()
  return waits
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

test('while a slow migration runs, reads and writes of another tenant hardly wait', async () => {
  await using fleet = new TestFleet({
    engine: slowEngine,
    workerUrl: new URL('./fixtures/slow-migration-worker.ts', import.meta.url),
    timings: { migrationPatience: 60_000, patience: 60_000 },
  })
  const [stale, other] = (await fleet.createMany(2)) as [string, string]
  // The first use of each migrates it; the worker is warm after this one.
  await fleet.add(other, 'ada')
  const before = await use(fleet, other, (turn) => turn >= 300)

  let migrating = true
  const during = use(fleet, other, () => !migrating)
  const start = performance.now()
  const users = await fleet.users(stale)
  const duration = performance.now() - start
  migrating = false
  const { reads, writes, gaps } = await during

  expect(users).toEqual([])
  expect(fleet.pool.statistics()).toMatchObject({ migrating: 0 })
  expect(await fleet.pool.read({ id: stale }, (db) => db.version)).toBe(slowEngine.latestVersion)
  // It was slow: without that the rest would show nothing.
  expect(duration).toBeGreaterThan(100 * median(before.writes))
  expect(reads.length).toBeGreaterThan(300)
  for (const waits of [reads, writes, gaps]) {
    expect(Math.max(...waits)).toBeLessThan(duration / 4)
    expect(median(waits)).toBeLessThan(duration / 50)
  }
})

import { expect, test } from 'bun:test'
import { TestFleet } from './harness.ts'

test('whoever uses what a batch holds waits for the end of it, and is served', async () => {
  await using fleet = new TestFleet()
  const [stale, current] = (await fleet.createMany(2)) as [string, string]
  fleet.makeStale(stale)
  const { engine, directory } = fleet.tenants
  const batch = engine.batch(directory.path)
  // Where there is no such batch there is nobody to wait for.
  if (!batch) return
  const files = [stale, current].map((id) => ({ path: directory.database(id), owner: id }))
  expect(batch.hold(files, 5_000)).toEqual([true, true])
  const uses = [fleet.users(stale), fleet.add(current, 'ada')]
  let served = 0
  for (const use of uses) void use.then(() => (served += 1))
  const paths = files.map(({ path }) => path)
  const outcomes = batch.migrate(paths, { milliseconds: 5_000, failures: 1 })
  expect(outcomes.map(({ outcome }) => outcome?.steps.length)).toEqual([1, 0])
  await Bun.sleep(20)
  expect(served).toBe(0)
  batch.release()
  await Promise.all(uses)
  expect(await fleet.users(current)).toEqual(['ada'])
  expect(await fleet.pool.read({ id: stale }, (db) => db.version)).toBe(engine.latestVersion)
})

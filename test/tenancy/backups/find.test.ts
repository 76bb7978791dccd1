import { expect, test } from 'bun:test'
import { findBackup } from '../../../src/tenancy/backups/find-backup.ts'
import { BackedUpFleet } from './harness.ts'

test('a state is found by its time, its backup, its id, and the slug that it had', async () => {
  await using fleet = new BackedUpFleet()
  const { lifeCycle } = fleet.tenants
  const [id, gone] = (await fleet.createMany(2)) as [string, string]
  const runs: string[] = []
  for (const user of ['a', 'b', 'c']) {
    await fleet.add(id, user)
    runs.push((await fleet.backUp({ only: ['t1'] })).id)
    await Bun.sleep(2)
  }
  const [first, second, third] = runs as [string, string, string]
  const at = (run: string, later: number) =>
    new Date(new Date(fleet.entry(run, id).at).getTime() + later)
  const runAt = (name: string, time?: Date) => findBackup(fleet.backups, { name, at: time }).run
  expect(runAt(id)).toBe(third)
  expect(runAt('T1', at(third, 0))).toBe(third)
  // What is in a state was committed before its time at the latest, so a moment earlier is another state.
  expect(runAt('t1', at(third, -1))).toBe(second)
  expect(runAt('t1', at(second, -1))).toBe(first)
  expect(() => runAt('t1', at(first, -1))).toThrow('or before')
  expect(() => runAt('nobody')).toThrow('nobody')

  await lifeCycle.rename(id, 'renamed')
  await lifeCycle.delete(gone, new Date('2020-01-01T00:00:00Z'))
  await lifeCycle.purge(gone)
  const { id: last } = await fleet.backUp()
  expect(runAt('renamed')).toBe(last)
  expect(runAt(id)).toBe(last)
  expect(runAt('t1')).toBe(third)
  const find = (name: string, backup: string) => findBackup(fleet.backups, { name, backup }).entry
  expect(find(id, first).slug).toBe('t1')
  expect(() => find('t2', last)).toThrow('has no workspace t2')
  expect(() => find('t1', '20200101T000000.000Z')).toThrow('there is no backup')
  expect(() => find('t1', '../../etc')).toThrow('there is no backup')
})

import { expect, test } from 'bun:test'
import { readdirSync, rmSync } from 'node:fs'
import { newestBackup } from './fixtures/newest-backup.ts'
import { operationsOn } from './fixtures/operations-on.ts'
import { TestFleet } from './harness.ts'
import {
  killAndRepair,
  type Operation,
  type Outcome,
  POINTS,
  prepare,
  REPAIRS,
  runUntil,
} from './killed-operation.ts'

test.each(POINTS)('%s, killed at "%s", is %s by the next start', (operation, point, outcome) =>
  killAndRepair(operation, point, outcome),
)

/** Each repair once, where it has the most to do; test/long has each from all such points. */
const REPAIRED: readonly (readonly [Operation, point: string, Outcome])[] = [
  ['archive', 'recorded', 'done'],
  ['unarchive', 'recorded', 'done'],
  ['purge', 'aside', 'done'],
  ['restore', 'placed', 'done'],
]

test.each(
  REPAIRED.flatMap(([operation, point, outcome]) =>
    REPAIRS[operation].map((again) => [operation, point, outcome, again] as const),
  ),
)('%s, killed at "%s", is %s, also when its repair is killed at "%s"', killAndRepair)

const MAKING = ['reserved', 'filled', 'placed'] as const

test.each([
  ...['begun', 'copied', 'named', 'ended'].map((point) => ['export', `export: ${point}`] as const),
  ...MAKING.map((point) => ['clone', `create: ${point}`] as const),
  ...MAKING.map((point) => ['import', `create: ${point}`] as const),
  ...MAKING.map((point) => ['template', `create: ${point}`] as const),
])(
  '%s, killed at "%s", leaves what was there and no half of anything',
  async (operation, point) => {
    await using fleet = new TestFleet()
    const id = await fleet.create('acme')
    for (const user of ['a', 'b']) await fleet.add(id, user)
    const brought = `${fleet.directory.path}.export`
    try {
      await fleet.tenants.lifeCycle.export(id, { file: brought })
      expect(await runUntil(fleet, id, operation, point)).toEqual({ killed: true, output: '' })
      await fleet.tenants.sweep()
      expect(fleet.auth.sql.prepare('SELECT * FROM tenant_operations').all()).toEqual([])
      expect(fleet.tenants.registry.list('', 10).map((tenant) => tenant.id)).toEqual([id])
      const entries = readdirSync(fleet.directory.path)
      const named = point === 'export: named' || point === 'export: ended'
      expect(entries.filter((name) => /partial|creating|out/.test(name))).toEqual(
        named ? ['out.db'] : [],
      )
      const shards = entries.filter((name) => /^[0-9a-f]{2}$/.test(name))
      const tenants = shards.flatMap((shard) => readdirSync(`${fleet.directory.path}/${shard}`))
      expect(tenants).toEqual([id])
      expect(await fleet.users(id)).toEqual(['a', 'b'])
      await operationsOn(fleet.tenants, fleet.directory, id)[
        operation === 'export' ? 'clone' : operation
      ]?.()
      const made = fleet.tenants.registry.findBySlug('made')
      const people = made ? await fleet.users(made.id) : []
      if (operation === 'template') expect(people).toHaveLength(1)
      else expect(people).toEqual(['a', 'b'])
    } finally {
      rmSync(brought)
    }
  },
)

test('every point of every operation is in the table', async () => {
  for (const operation of ['archive', 'unarchive', 'purge', 'restore'] as const) {
    await using fleet = new TestFleet()
    const id = await prepare(fleet, operation)
    const seen: string[] = []
    await fleet.restart((point) => void seen.push(point))
    const { lifeCycle } = fleet.tenants
    if (operation === 'purge') await lifeCycle.purge(id, { now: true })
    else if (operation === 'restore') await lifeCycle.restore(id, newestBackup(fleet.directory, id))
    else await lifeCycle[operation](id)
    const listed = POINTS.filter(([name]) => name === operation)
    expect(seen).toEqual(listed.map(([name, point]) => `${name}: ${point}`))
  }
})

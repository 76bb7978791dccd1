// What a fleet looks like when the power fails while it is migrated in batches that share syncs.
import { afterEach, describe, expect, test } from 'bun:test'
import { join, relative } from 'node:path'
import { cleanUp, temporaryDirectory } from '../harness/process.ts'
import { execute, makeStale, type StaleTenant } from '../harness/stale-fleet.ts'
import type { BatchOrder } from './batch-order.ts'
import { type Log, momentsOf, sample } from './crash-states.ts'
import { EARLIER, examineFleet } from './examine-fleet.ts'
import { recordWrites, whyNoRecording } from './record.ts'

const why = whyNoRecording()
if (why) console.log(`skipped: ${why}`)

const program = (name: string) => join(import.meta.dir, 'programs', name)

/** What is killed leaves its files to somebody who writes to one of them, and then to the next run. */
const COMMANDS: Record<'whole' | 'killed', string> = {
  whole: '"$1" "$2" "$3" "$4"',
  killed: '"$1" "$2" "$3" "$4"; "$1" "$5" "$6"; BATCH_ORDER=right "$1" "$2" "$3" "$4"',
}

async function record(order: BatchOrder): Promise<{ log: Log; tenants: StaleTenant[] }> {
  const directory = temporaryDirectory()
  const tenants = await makeStale(directory, 3)
  for (const { file } of tenants) execute(file, `INSERT INTO users (id) VALUES ('${EARLIER}')`)
  const killed = order === 'killed' || order === 'names-not-synced'
  const log = await recordWrites(
    [
      ...['sh', '-c', COMMANDS[killed ? 'killed' : 'whole'], 'sh', process.execPath],
      ...[program('migrate-fleet.ts'), directory, program('batch-worker.ts')],
      ...[program('write-durably.ts'), tenants[0]?.file ?? ''],
    ],
    directory,
    { env: { BATCH_ORDER: order } },
  )
  const inside = tenants.map((tenant) => ({ ...tenant, file: relative(directory, tenant.file) }))
  return { log, tenants: inside }
}

async function problemsOf(order: BatchOrder, states: number): Promise<string[]> {
  const { log, tenants } = await record(order)
  const modes = ['drop-all-unsynced', { seed: 1, states: 2 }] as const
  const around = sample(momentsOf(log, 'syncs'), states / 2, 1)
  const between = sample(momentsOf(log, 'every'), states / 2, 2)
  return examineFleet(log, tenants, { at: [...around, ...between], modes })
}

afterEach(cleanUp)

describe.skipIf(why !== null)('a batch of migrations that loses power', () => {
  test('leaves each file old or new, and whole, and none on record that is old', async () => {
    const { log, tenants } = await record('right')
    const shared = log.events.filter((event) => event.kind === 'sync-start' && event.path === null)
    expect(shared).toHaveLength(3)
    const modes = ['drop-all-unsynced', 'keep-all', { seed: 1, states: 2 }] as const
    const at = [...momentsOf(log, 'syncs'), ...sample(momentsOf(log, 'every'), 30, 1)]
    expect(await examineFleet(log, tenants, { at, modes })).toEqual([])
  })

  test('leaves logs, when it is killed, on which others can build what they acknowledge', async () => {
    expect(await problemsOf('killed', 60)).toEqual([])
  })

  test.each<[BatchOrder, string]>([
    ['names-not-synced', 'has lost what was acknowledged'],
    ['logs-not-synced', 'is recorded as migrated, but old'],
    ['recorded-before-the-sync', 'is recorded as migrated, but old'],
    ['closed-before-the-sync', 'damaged'],
  ])('is caught when its order is wrong: %s', async (order, problem) => {
    expect((await problemsOf(order, 60)).join('\n')).toContain(problem)
  })
})

// The real server, its power cut: what a client was told, and what the next start finds.
import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { type Mode, type Moments, momentsOf, sample } from './crash-states.ts'
import { Deeds } from './deeds.ts'
import { examineServer } from './examine-server.ts'
import { recordWrites, whyNoRecording } from './record.ts'
import { DATA, recordServer, type Served } from './record-server.ts'
import { scratch } from './scratch.ts'

const why = whyNoRecording()
if (why) console.log(`skipped: ${why}`)

const here = scratch()

const MODES: readonly Mode[] = ['drop-all-unsynced', { seed: 1, states: 1 }]

function someOf({ log }: Served, count: number): Moments {
  return (['sent', 'syncs', 'every'] as const).flatMap((kind, index) =>
    sample(momentsOf(log, kind), count, index),
  )
}

describe.skipIf(why !== null)('a server that loses power', () => {
  test('has at DURABILITY=full all that it acknowledged, and nothing half', async () => {
    const served = await recordServer(here.recorded, 'full', 25)
    const { log, deeds } = served
    // The last life was not disturbed, so everything in it was answered.
    expect(deeds.acknowledgedIn(log).length).toBeGreaterThan(70)
    const what = { at: someOf(served, 12), modes: MODES }
    const { states, ...findings } = await examineServer(served, what, here.state)
    expect(states).toBeGreaterThan(60)
    expect(findings).toEqual({ problems: [], lost: [], orphans: [] })
  }, 60_000)

  test('does not get back what a failed creation had left', async () => {
    const { recorded } = here
    const program = join(import.meta.dir, 'programs/fail-creation.ts')
    const command = [process.execPath, program, join(recorded, DATA)]
    const log = await recordWrites(command, recorded)
    const what = { at: 'syncs', modes: MODES } as const
    const findings = await examineServer({ log, deeds: new Deeds() }, what, here.state)
    expect(findings).toMatchObject({ problems: [], orphans: [] })
  }, 60_000)

  test('at DURABILITY=normal may have lost the last of it, but nothing is half or damaged', async () => {
    const served = await recordServer(here.recorded, 'normal', 25)
    const what = { at: someOf(served, 10), modes: MODES }
    const { lost, problems } = await examineServer(served, what, here.state)
    expect(problems).toEqual([])
    // Or else these tests would not notice a loss.
    expect(lost.length).toBeGreaterThan(0)
  }, 60_000)
})

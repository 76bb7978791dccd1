// The long form of test/power-loss/server.test.ts: killed at other moments, and far more states.
// POWER_LOSS_SEED and POWER_LOSS_ROUNDS choose.
import { describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { momentsOf, sample } from '../power-loss/crash-states.ts'
import { examineServer } from '../power-loss/examine-server.ts'
import { whyNoRecording } from '../power-loss/record.ts'
import { recordServer } from '../power-loss/record-server.ts'

const why = whyNoRecording()
if (why) console.log(`skipped: ${why}`)

const firstSeed = Number(process.env['POWER_LOSS_SEED'] ?? 1)
const rounds = Number(process.env['POWER_LOSS_ROUNDS'] ?? 4)
const seeds = Array.from({ length: rounds }, (_, round) => firstSeed + round)

describe.skipIf(why !== null)('a server that loses power', () => {
  test.each(seeds)('at DURABILITY=full keeps what it acknowledged (seed %d)', async (seed) => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'conclave-power-')))
    const recorded = join(directory, 'recorded')
    mkdirSync(recorded)
    const served = await recordServer(recorded, 'full', 1 + ((seed * 7) % 45))
    const at = (['sent', 'syncs', 'every'] as const).flatMap((kind) =>
      sample(momentsOf(served.log, kind), 90, seed),
    )
    const modes = ['drop-all-unsynced', 'keep-all', { seed, states: 3 }] as const
    const findings = await examineServer(served, { at, modes }, join(directory, 'state'))
    expect(findings).toMatchObject({ problems: [], lost: [], orphans: [] })
    rmSync(directory, { recursive: true })
  })
})

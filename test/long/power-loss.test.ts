// The long form of test/power-loss/sqlite.test.ts: random ways to commit, random states of the disk,
// and life after the power came back, again and again. POWER_LOSS_SEED and POWER_LOSS_ROUNDS choose.
import { describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommitOptions } from '../power-loss/commit-options.ts'
import { crashStates, type Log, momentsOf, sample } from '../power-loss/crash-states.ts'
import { between, oneOf, type Random, seeded } from '../power-loss/random.ts'
import { whyNoRecording } from '../power-loss/record.ts'
import { examineStates, recordUnits } from '../power-loss/units.ts'

const why = whyNoRecording()
if (why) console.log(`skipped: ${why}`)

const firstSeed = Number(process.env['POWER_LOSS_SEED'] ?? 1)
const rounds = Number(process.env['POWER_LOSS_ROUNDS'] ?? 25)
const seeds = Array.from({ length: rounds }, (_, round) => firstSeed + round)

function randomRun(random: Random, first: number): CommitOptions {
  return {
    synchronous: 'NORMAL',
    acknowledge: oneOf(random, ['after-sync', 'meanwhile']),
    connections: between(random, 1, 2),
    first,
    units: between(random, 5, 60),
    largeParts: oneOf(random, [2, 60, 300]),
    checkpointPages: oneOf(random, [0, 1, 5, 20, 100]),
    journalSizeLimit: oneOf(random, [-1, 0, 20_000]),
    truncateEvery: oneOf(random, [0, 0, 7]),
    reopenEvery: oneOf(random, [0, 0, 3, 13]),
    keepWal: random() < 0.3,
    staleDescriptor: false,
    end: oneOf(random, ['close', 'exit', 'kill']),
  }
}

/** Up to three runs, each in a process of its own that finds what the one before left. */
function randomRuns(random: Random, first: number): { runs: CommitOptions[]; next: number } {
  const runs: CommitOptions[] = []
  let next = first
  for (let count = between(random, 1, 3); count > 0; count--) {
    const run = randomRun(random, next)
    runs.push(count === 1 && run.end === 'kill' ? { ...run, end: 'exit' } : run)
    next += run.units
  }
  return { runs, next }
}

const MODES = (seed: number) => ['drop-all-unsynced', 'keep-all', { seed, states: 6 }] as const

describe.skipIf(why !== null)('COMMIT at NORMAL, then fdatasync of the WAL', () => {
  test.each(seeds)('keeps every acknowledged unit (seed %d)', async (seed) => {
    const base = await mkdtemp(join(tmpdir(), 'power-loss-'))
    const random = seeded(seed)
    let directory = base
    let next = 1
    let known: number[] = []
    // The disk of the second generation begins with a state that the first one left.
    for (let generation = 0; generation < 2; generation++) {
      const planned = randomRuns(random, next)
      const syncDelayMs = oneOf(random, [0, 0, 2])
      const log = await recordUnits(planned.runs, directory, { syncDelayMs })
      const at = [
        ...sample(momentsOf(log, 'syncs'), 150, seed),
        ...sample(momentsOf(log, 'every'), 50, seed),
        ...sample(momentsOf(log, 'marks'), 50, seed),
      ]
      const { findings } = await examineStates(log, { at, modes: MODES(seed) }, known)
      expect({ runs: planned.runs, findings }).toEqual({ runs: planned.runs, findings: [] })
      const crash = crashAt(log, random)
      directory = join(base, `generation-${generation}`)
      known = [...known, ...crash.restore(directory)]
      next = planned.next
    }
    await rm(base, { recursive: true })
  })
})

function crashAt(log: Log, random: Random): { restore(directory: string): number[] } {
  const at = [between(random, 0, log.events.length)]
  const modes = [{ seed: between(random, 0, 1_000_000), states: 1 }]
  const [state] = crashStates(log, { at, modes })
  if (!state) throw new Error('no state')
  return {
    restore: (directory) => {
      state.restore(directory)
      return state.marks.map(Number)
    },
  }
}

// What SQLite and its WAL hold on to when the power fails, and whether an fdatasync of the WAL after
// a COMMIT at synchronous=NORMAL promises as much as synchronous=FULL does.
import { describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommitOptions } from './commit-options.ts'
import { type Log, momentsOf, sample } from './crash-states.ts'
import { whyNoRecording } from './record.ts'
import { examineStates, type Finding, recordUnits } from './units.ts'

const why = whyNoRecording()
if (why) console.log(`skipped: ${why}`)

async function record(runs: readonly Partial<CommitOptions>[], syncDelayMs = 0): Promise<Log> {
  const directory = await mkdtemp(join(tmpdir(), 'power-loss-'))
  try {
    return await recordUnits(runs, directory, { syncDelayMs })
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** Everything that is lost or damaged in any of a hundred states of the disk; test/long looks at far more. */
async function findingsOf(log: Log): Promise<Finding[]> {
  const around = await examineStates(log, {
    at: sample(momentsOf(log, 'syncs'), 40, 1),
    modes: ['drop-all-unsynced', 'keep-all', { seed: 1, states: 3 }],
  })
  const acknowledged = await examineStates(log, {
    at: 'marks',
    modes: ['drop-all-unsynced', { seed: 2, states: 1 }],
  })
  return [...around.findings, ...acknowledged.findings]
}

describe.skipIf(why !== null)('a WAL database that loses power', () => {
  test('keeps every acknowledged unit at synchronous=FULL', async () => {
    const log = await record([{ synchronous: 'FULL' }])
    expect(log.marks).toHaveLength(60)
    expect(await findingsOf(log)).toEqual([])
  })

  test.each<[string, Partial<CommitOptions>]>([
    ['at synchronous=NORMAL', { acknowledge: 'at-commit' }],
    ['acknowledged when its sync starts', { acknowledge: 'too-early' }],
    ['with the sync of a WAL that was replaced', { reopenEvery: 13, staleDescriptor: true }],
  ])('loses acknowledged units %s', async (_, options) => {
    const log = await record([{ acknowledge: 'after-sync', ...options }], 1)
    const findings = await findingsOf(log)
    expect(findings.map(({ problem }) => problem).join()).toContain('acknowledged and lost')
  })

  test('is damaged at synchronous=OFF', async () => {
    const log = await record([{ synchronous: 'OFF', end: 'exit' }])
    expect(await findingsOf(log)).not.toEqual([])
  })
})

describe.skipIf(why !== null)('COMMIT at NORMAL, then fdatasync of the WAL, keeps all', () => {
  test.each<[string, Partial<CommitOptions>]>([
    ['one after the other', { acknowledge: 'after-sync' }],
    ['while further units commit', { acknowledge: 'meanwhile' }],
    ['with a checkpoint at every commit', { checkpointPages: 1 }],
    ['without any checkpoint', { checkpointPages: 0 }],
    ['when the WAL is deleted and made anew', { reopenEvery: 13 }],
    ['when the WAL is kept and cut', { reopenEvery: 13, keepWal: true, journalSizeLimit: 20_000 }],
    ['with two connections and TRUNCATE checkpoints', { connections: 2, truncateEvery: 11 }],
  ])('%s', async (_, options) => {
    const log = await record([{ acknowledge: 'meanwhile', ...options }])
    expect(log.marks).toHaveLength(60)
    expect(await findingsOf(log)).toEqual([])
  })

  test('when the process is killed in the middle of syncs and started again', async () => {
    const killed = { acknowledge: 'meanwhile', units: 25, end: 'kill' } as const
    const last = { ...killed, first: 51, end: 'close' } as const
    const log = await record([killed, { ...killed, first: 26 }, last], 2)
    expect(log.marks.length).toBeGreaterThan(0)
    expect(await findingsOf(log)).toEqual([])
  })
})

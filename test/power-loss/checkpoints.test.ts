// Logs that workers move into files while these are written, when the power fails.
import { Database } from 'bun:sqlite'
import { describe, expect, test } from 'bun:test'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import { crashStates, momentsOf, sample } from './crash-states.ts'
import { recordWrites, whyNoRecording } from './record.ts'
import { scratch } from './scratch.ts'

const why = whyNoRecording()
if (why) console.log(`skipped: ${why}`)

const here = scratch()

describe.skipIf(why !== null)('a log that is moved while its file is written', () => {
  test('takes nothing acknowledged with it', async () => {
    const { recorded } = here
    const program = join(import.meta.dir, 'programs/checkpoint-often.ts')
    const log = await recordWrites([process.execPath, program, join(recorded, 'data')], recorded)
    const moved = log.events.filter(
      (event) => event.kind === 'sync-start' && event.path?.endsWith('/workspace.db'),
    )
    expect(moved.length).toBeGreaterThan(2)
    const at = sample([...momentsOf(log, 'syncs'), ...momentsOf(log, 'marks')], 80, 1)
    const lost: string[] = []
    let looked = 0
    for (const state of crashStates(log, {
      at,
      modes: ['drop-all-unsynced', { seed: 1, states: 1 }],
    })) {
      const due = state.marks.join('').split('\n').filter(Boolean)
      if (due.length === 0) continue
      state.restore(here.state)
      looked += 1
      const there = roundsIn(new DataDirectory(join(here.state, 'data')))
      lost.push(
        ...due.filter((round) => there.get(round) !== 4).map((round) => `${round} ${state.name}`),
      )
      rmSync(here.state, { recursive: true })
    }
    expect(looked).toBeGreaterThan(40)
    expect(lost).toEqual([])
  }, 60_000)
})

/** How many users of each round there are, through SQLite alone. */
function roundsIn(data: DataDirectory): Map<string, number> {
  const shard = readdirSync(data.path).find((name) => /^[0-9a-f]{2}$/.test(name)) ?? ''
  const [id = ''] = readdirSync(join(data.path, shard))
  using database = new Database(data.database(id), { readwrite: true, create: false, strict: true })
  expect(database.query('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  const rows = database
    .query<{ round: string; count: number }, []>(
      "SELECT substr(id, 1, instr(id, '-') - 1) AS round, count(*) AS count FROM users GROUP BY 1",
    )
    .all()
  return new Map(rows.map(({ round, count }) => [round, count]))
}

// Attachments and the rows that refer to them, when the power fails.
import { describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import { openWorkspaceDatabase } from '../../src/workspace-database.ts'
import { crashStates, momentsOf, sample } from './crash-states.ts'
import { recordWrites, whyNoRecording } from './record.ts'
import { scratch } from './scratch.ts'

const why = whyNoRecording()
if (why) console.log(`skipped: ${why}`)

const here = scratch()

describe.skipIf(why !== null)('attachments that lose power', () => {
  test('have no row without their content, and no content that neither rows nor books know', async () => {
    const { recorded } = here
    const program = join(import.meta.dir, 'programs/keep-attachments.ts')
    const log = await recordWrites([process.execPath, program, join(recorded, 'data')], recorded)
    expect(log.marks).toHaveLength(10)
    const problems: string[] = []
    let looked = 0
    const at = sample(momentsOf(log, 'syncs'), 50, 1)
    const modes = ['drop-all-unsynced', { seed: 1, states: 1 }] as const
    for (const state of crashStates(log, { at, modes })) {
      state.restore(here.state)
      const found = look(new DataDirectory(join(here.state, 'data')))
      if (found !== null) {
        looked += 1
        const { rows, wrong } = found
        const due = acknowledged(state.marks.join(''))
        const lost = [...due].filter((id) => !rows.has(id)).map((id) => `${id} is lost`)
        problems.push(...[...wrong, ...lost].map((problem) => `${problem} (${state.name})`))
      }
      rmSync(here.state, { recursive: true })
    }
    expect(looked).toBeGreaterThan(40)
    expect(problems).toEqual([])
  }, 60_000)
})

/** The ids that have to be there. */
function acknowledged(marks: string): Set<string> {
  const due = new Set<string>()
  for (const line of marks.split('\n')) {
    const [word, id = ''] = line.split(' ')
    if (word === 'kept') due.add(id)
    if (word === 'going') due.delete(id)
  }
  return due
}

/** What there is of the one tenant; null while there is none. */
function look(directory: DataDirectory) {
  const shards = existsSync(directory.path) ? readdirSync(directory.path) : []
  const shard = shards.find((name) => /^[0-9a-f]{2}$/.test(name))
  const [id] = shard === undefined ? [] : readdirSync(join(directory.path, shard))
  if (id === undefined || !existsSync(directory.database(id))) return null
  const db = openWorkspaceDatabase(directory.database(id))
  try {
    const rows = db.sql
      .prepare<{ id: string; sha256: string }>('SELECT id, sha256 FROM files')
      .all()
    const unused = new Set(db.contents.unused())
    const there = new Map(
      readdirSync(directory.files(id)).map((name) => {
        const content = readFileSync(join(directory.files(id), name))
        return [name, createHash('sha256').update(content).digest('hex')]
      }),
    )
    const used = new Set(rows.map(({ sha256 }) => sha256))
    return {
      rows: new Set(rows.map((row) => row.id)),
      wrong: [
        ...[...used].filter((one) => there.get(one) !== one).map((one) => `${one} is not whole`),
        ...[...there.keys()]
          .filter((one) => !used.has(one) && !unused.has(one))
          .map((one) => `nobody knows of ${one}`),
      ],
    }
  } finally {
    db.close()
  }
}

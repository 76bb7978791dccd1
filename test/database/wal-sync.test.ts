import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { copyFileSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseMissing } from '../../src/database/errors.ts'
import { openWorkspaceDatabase, workspaceImage } from '../../src/workspace-database.ts'
import { leftBehind } from '../harness/left-behind.ts'
import { crashStates, type Log } from '../power-loss/crash-states.ts'
import { recordWrites, startRecording, whyNoRecording } from '../power-loss/record.ts'

const why = whyNoRecording()
if (why) console.log(`skipped: ${why}`)

const PROGRAM = join(import.meta.dir, 'programs/commit-durably.ts')
const LOG = 'workspace.db-wal'

let directory = ''
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'conclave-wal-sync-')))
  workspaceImage.write(path(), 'owner')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function path(name = 'workspace.db'): string {
  return join(directory, name)
}

/** Ids of the users in a file, through SQLite alone. */
function usersIn(file: string): string[] {
  using database = new Database(file, { readwrite: true, create: false, strict: true })
  const rows = database.query<{ id: string }, []>('SELECT id FROM users').all()
  return rows.map(({ id }) => id)
}

/** Acknowledged units that a power loss would take back, in any of the states. */
function lostIn(log: Log): string[] {
  const states = crashStates(log, {
    at: 'marks',
    modes: ['drop-all-unsynced', { seed: 1, states: 1 }],
  })
  const lost: string[] = []
  const state = path('state')
  for (const { name, marks, restore } of states) {
    restore(state)
    const there = new Set(usersIn(join(state, 'workspace.db')))
    lost.push(...marks.filter((id) => !there.has(id)).map((id) => `${id} ${name}`))
    rmSync(state, { recursive: true })
  }
  return lost
}

/** How many syncs of the log had begun, and ended, after so many events. */
function syncsUntil(log: Log, at: number): { begun: number; ended: number } {
  const events = log.events.slice(0, at)
  const ids = new Set<number>()
  for (const event of events) {
    if (event.kind === 'sync-start' && event.path === LOG) ids.add(event.id)
  }
  const ended = events.filter((event) => event.kind === 'sync-end' && ids.has(event.id)).length
  return { begun: ids.size, ended }
}

describe.skipIf(why !== null)('the answer to a unit', () => {
  test('comes after a sync that began after its COMMIT, into whichever log', async () => {
    const command = [process.execPath, PROGRAM, 'stream', path()]
    const log = await recordWrites(command, directory, { syncDelayMs: 3 })
    expect(log.marks).toHaveLength(53)
    expect(lostIn(log)).toEqual([])
  })

  test('is shared by those who committed meanwhile, and nobody is stalled by it', async () => {
    const command = [process.execPath, PROGRAM, 'meanwhile', path()]
    const recording = await startRecording(command, directory, { syncDelayMs: 100 })
    const output = await new Response(recording.process.stdout).text()
    const log = await recording.log()
    const { others } = JSON.parse(output) as { others: number }
    const at = (text: string) => log.marks.find((mark) => mark.text === text)?.at ?? 0
    const [warm, first, nothing] = [at('warm'), at('first'), at('nothing')]

    // `first` was read, units were run and the event loop turned while its sync went on.
    expect(others).toBeGreaterThan(1)
    expect(syncsUntil(log, first).ended - syncsUntil(log, warm).ended).toBe(1)
    // What changes nothing may have read what is not on the disk yet: the next sync answers it.
    expect(syncsUntil(log, nothing).ended - syncsUntil(log, first).ended).toBe(1)
    // However many there were: that next one, and one more for those who came too late for it.
    const last = Math.max(...log.marks.map((mark) => mark.at))
    expect(log.marks).toHaveLength(3 + others)
    expect(syncsUntil(log, last).ended - syncsUntil(log, first).ended).toBeLessThanOrEqual(2)
  })
})

describe.skipIf(why !== null)('the answer to Kysely', () => {
  test('comes after a sync that began after its COMMIT, and stalls nobody', async () => {
    const command = [process.execPath, PROGRAM, 'kysely', path()]
    const recording = await startRecording(command, directory, { syncDelayMs: 50 })
    const output = await new Response(recording.process.stdout).text()
    const log = await recording.log()
    expect(log.marks.map(({ text }) => text)).toEqual(['alone', 'together-1', 'returned'])
    expect(lostIn(log)).toEqual([])
    // Three syncs of 50 ms: on the event loop, each would be one turn.
    expect((JSON.parse(output) as { turns: number }).turns).toBeGreaterThan(30)
  })
})

describe.skipIf(why !== null)('a disk that refuses a sync', () => {
  test('has nobody acknowledged, and nothing written any more', async () => {
    const ended = Bun.spawnSync([
      ...['strace', '-f', '-q', '-o', '/dev/null', '-P', path(LOG)],
      ...['--trace=fdatasync', '--inject=fdatasync:error=EIO'],
      ...[process.execPath, PROGRAM, 'refused', path()],
    ])
    const { names, problems } = JSON.parse(ended.stdout.toString())
    expect(names).toEqual(Array(7).fill('DurabilityLost'))
    expect(problems).toBe(1)
    expect(ended.exitCode).toBe(0)
    // Closing has not moved it into the file either: the next process decides by checksums.
    expect(readdirSync(directory)).toContain(LOG)
    const ids = usersIn(path())
    expect(ids.filter((id) => id === 'd' || id === 'e')).toEqual([])
  })

  test('is noticed by syncs of SQLite too', async () => {
    const ended = Bun.spawnSync([
      ...['strace', '-f', '-q', '-o', '/dev/null', '-P', path(LOG)],
      ...['--trace=fsync', '--inject=fsync:error=EIO'],
      ...[process.execPath, PROGRAM, 'refused', path()],
    ])
    const { names } = JSON.parse(ended.stdout.toString())
    expect(names).toEqual(Array(7).fill('DurabilityLost'))
    expect(usersIn(path())).toEqual([])
  })
})

describe('the descriptor of the log', () => {
  test('is closed with the database, during a sync too', async () => {
    const db = openWorkspaceDatabase(path(), { durability: 'full' })
    const write = db.write(() => db.users.create({ id: 'a' }))
    while (!db.users.findById('a')) await new Promise((resolve) => setImmediate(resolve))
    expect(leftBehind(directory)).toContain(`open: ${path(LOG)}`)
    db.close()
    await write
    expect(leftBehind(directory)).toEqual([])
  })

  test('follows a log that was made anew', async () => {
    const db = openWorkspaceDatabase(path(), { durability: 'full' })
    for (const id of ['a', 'b', 'c']) {
      await db.write(() => db.users.create({ id }))
      const refused = db.write(() => {
        db.sql.prepare('PRAGMA defer_foreign_keys = ON').run()
        db.sql.prepare("INSERT INTO rooms (created_by) VALUES ('nobody')").run()
      })
      await expect(refused).rejects.toThrow()
    }
    await db.write(() => db.users.create({ id: 'd' }))
    const open = leftBehind(directory).filter((one) => one.startsWith(`open: ${path(LOG)}`))
    expect(open).toEqual([`open: ${path(LOG)}`, `open: ${path(LOG)}`])
    db.close()
    expect(usersIn(path())).toEqual(['a', 'b', 'c', 'd'])
  })

  test.each([
    ['deleted', () => rmSync(path(LOG))],
    [
      'replaced by a copy',
      () => {
        copyFileSync(path(LOG), path('copy'))
        rmSync(path(LOG))
        copyFileSync(path('copy'), path(LOG))
      },
    ],
  ])('a log that is %s acknowledges nobody', async (_, damage) => {
    const db = openWorkspaceDatabase(path(), { durability: 'full' })
    await db.write(() => db.users.create({ id: 'a' }))
    damage()
    const refused = await db.write(() => db.users.create({ id: 'b' })).catch((error) => error)
    expect(refused).toBeInstanceOf(DatabaseMissing)
    db.close()
    expect(usersIn(path())).toContain('a')
  })
})

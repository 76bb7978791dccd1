import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootId, fileState } from '../../../src/tenancy/backups/file-state.ts'

let directory: string
let path: string
let db: Database

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'conclave-state-'))
  path = join(directory, 'a.db')
  db = new Database(path, { create: true, strict: true })
  db.run('PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (0)')
})
afterEach(() => {
  db.close(true)
  rmSync(directory, { recursive: true })
})

/** As somebody sees it a minute from now, when what is there now is no news. */
function seen(): string | null {
  return fileState(path, BigInt(Date.now() + 60_000) * 1_000_000n)
}

/** The stamps of two writes differ only when a tick of the clock lies between them. */
const tick = () => Bun.sleep(25)

test('what nobody writes to looks the same, also after it was read', () => {
  const before = seen()
  const reader = new Database(path, { readwrite: true, create: false, strict: true })
  expect(reader.query('SELECT x FROM t').all()).toHaveLength(1)
  reader.close(true)
  expect(before).not.toBeNull()
  expect(seen()).toBe(before)
})

test('a reader that comes and goes alone leaves a closed file as it was', () => {
  db.close(true)
  const before = seen()
  db = new Database(path, { readwrite: true, create: false, strict: true })
  db.query('SELECT x FROM t').all()
  expect(seen()).toBe(before)
})

test('each commit is seen: in a new log, a used one, and one begun anew', async () => {
  const states = [seen()]
  for (let round = 0; round < 4; round += 1) {
    await tick()
    db.run('UPDATE t SET x = x + 1')
    states.push(seen())
    await tick()
    // The log keeps its size, and the next commit overwrites its beginning.
    if (round === 1) db.run('PRAGMA wal_checkpoint(RESTART)')
    if (round === 2) db.run('PRAGMA wal_checkpoint(TRUNCATE)')
    if (round === 1 || round === 2) states.push(seen())
  }
  expect(new Set(states).size).toBe(states.length)
})

test('a commit is seen when its log is gone again', async () => {
  db.close(true)
  const before = seen()
  await tick()
  db = new Database(path, { readwrite: true, create: false, strict: true })
  db.run('UPDATE t SET x = 1')
  db.close(true)
  expect(seen()).not.toBe(before)
  db = new Database(path, { readwrite: true, create: false, strict: true })
})

test('a file that was changed a moment ago, or in the future, is not known', () => {
  expect(fileState(path)).toBeNull()
  expect(fileState(path, BigInt(Date.now() - 60_000) * 1_000_000n)).toBeNull()
  writeFileSync(join(directory, 'b'), '')
  expect(fileState(join(directory, 'missing'))).toBeNull()
})

test('the boot is the same for all who ask', () => {
  expect(bootId()).toBe(bootId())
})

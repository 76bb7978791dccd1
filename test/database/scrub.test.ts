import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scrub } from '../../src/database/scrub.ts'
import { openWorkspaceDatabase, type WorkspaceDatabase } from '../../src/workspace-database.ts'
import { filesThatHold } from '../harness/grep.ts'

let directory = ''
let db: WorkspaceDatabase
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'conclave-scrub-'))
  db = openWorkspaceDatabase(join(directory, 'workspace.db'), { create: true })
})
afterEach(() => {
  db.close()
  rmSync(directory, { recursive: true })
})

const NEEDLE = 'xyzzy'
const MESSAGES = 1_500

/** Rows of many sizes that grow and shrink, so that SQLite moves them between pages. */
function writeAndDelete(): void {
  const text = (i: number) => `${NEEDLE} ${'text '.repeat((i * 7919) % 100)}`
  db.sql.transaction(() => {
    db.users.create({ id: 'ada' })
    const room = db.rooms.create({ name: 'General', type: 'group' }).id
    for (let i = 0; i < MESSAGES; i += 1) {
      db.messages.create({ room_id: room, user_id: 'ada', content: text(i % 60) })
    }
  })
  for (let i = 0; i < MESSAGES; i += 1) {
    db.messages.edit(1 + ((i * 1009) % MESSAGES), text(i))
  }
  db.sql.transaction(() => {
    for (let id = 1; id <= MESSAGES; id += 1) db.messages.softDelete(id)
  })
}

test('what was deleted is in no file, also not where pages are unused', async () => {
  writeAndDelete()
  scrub(db.path, false)
  // Or the rest of this test would show nothing: an empty log and secure_delete are not enough.
  expect(await filesThatHold(directory, [NEEDLE])).toEqual([db.path])

  scrub(db.path, true)
  expect(await filesThatHold(directory, [NEEDLE])).toEqual([])
  expect(db.messages.lastId()).toBe(MESSAGES)
  expect(db.health({ full: true }).problems).toEqual([])
})

test('without a reader the log is emptied, and the file serves on', async () => {
  db.users.create({ id: 'ada', name: NEEDLE })
  db.users.update('ada', { name: 'Ada' })
  expect(db.walBytes).toBeGreaterThan(0)
  scrub(db.path, false)

  expect(db.walBytes).toBe(0)
  expect(db.users.create({ id: 'grace' }).id).toBe('grace')
  expect(await filesThatHold(directory, [NEEDLE])).toEqual([])
})

import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWorkspaceDatabase } from '../../src/workspace-database.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'conclave-erased-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('the text of deleted messages is nowhere in the closed file', async () => {
  const path = join(directory, 'workspace.db')
  const db = openWorkspaceDatabase(path, { create: true })
  const secret = (n: number) => `do-not-keep-${n}-this`
  const ids = await db.write(() => {
    const { id: user_id } = db.users.create({ name: 'Ada' })
    const { id: room_id } = db.rooms.create({ name: 'General', type: 'group' })
    const one = (n: number) => db.messages.create({ room_id, user_id, content: secret(n) }).id
    return Array.from({ length: 200 }, (_, n) => one(n))
  })
  await db.write(() => ids.map((id) => db.messages.softDelete(id)))
  db.close()

  expect(readdirSync(directory)).toEqual(['workspace.db'])
  expect(readFileSync(path, 'latin1')).not.toContain('do-not-keep')
})

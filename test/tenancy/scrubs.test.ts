import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Connection } from '../../src/database/connection.ts'
import { filesThatHold } from '../harness/grep.ts'
import { eventually } from '../harness/process.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { team } from '../harness/team.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ timings: { scrubDelay: 50, drainPatience: 200 } })
})
afterAll(() => server.stop())

const clean = (needle: string) =>
  eventually(async () => (await filesThatHold(server.dataDir, [needle])).length === 0 || undefined)

test('a deleted message is in no file soon, earlier texts and unused parts of pages included', async () => {
  const { ada, room, message } = await team(server, 'soon')
  const general = await room()
  const paths = await Promise.all(
    Array.from({ length: 60 }, (_, i) => message(ada, general, `soon-xyzzy ${i}`)),
  )
  // Rows that grow move to other pages, and SQLite leaves copies where they were.
  for (const path of paths) {
    await ada.api('PATCH', path, { content: `soon-xyzzy ${'long '.repeat(100)}` })
  }
  expect((await filesThatHold(server.dataDir, ['soon-xyzzy'])).length).toBeGreaterThan(0)
  for (const path of paths) expect((await ada.api('DELETE', path)).status).toBe(204)

  await clean('soon-xyzzy')
  expect((await ada.api('GET', paths[0] ?? '')).body).toMatchObject({ content: null })
})

test('a deleted room is in no file soon', async () => {
  const { ada, room, message } = await team(server, 'rooms')
  const general = await room()
  await message(ada, general, 'rooms-xyzzy')
  expect((await ada.api('DELETE', general)).status).toBe(204)

  await clean('rooms-xyzzy')
})

test('whoever reads an older state puts it off, and writers go on', async () => {
  const { tenant, ada, room, message } = await team(server, 'older')
  const general = await room()
  const path = await message(ada, general, 'older-xyzzy')
  const { tenants } = server.services
  const reader = new Connection(tenants.directory.database(tenant.id))
  reader.run('BEGIN')
  reader.query('SELECT count(*) FROM messages', [])
  await ada.api('DELETE', path)

  await expect(tenants.scrubs.now(tenant.id)).rejects.toThrow('older state')
  expect(await message(ada, general, 'meanwhile')).not.toBe('')
  reader.run('COMMIT')
  reader.close()
  await clean('older-xyzzy')
})

test('many scrubs beside writes lose nothing', async () => {
  const { tenant, ada, room, message } = await team(server, 'busy')
  const general = await room()
  const { scrubs, pool } = server.services.tenants
  const written = Array.from({ length: 200 }, (_, i) => message(ada, general, `kept ${i}`))
  for (let i = 0; i < 5; i += 1) await scrubs.now(tenant.id)
  await Promise.all(written)

  const kept = await pool.read(tenant, (db) => db.messages.findByRoom(1, 1000))
  expect(new Set(kept.map(({ content }) => content)).size).toBe(200)
  expect(await pool.read(tenant, (db) => db.health({ full: true }).problems)).toEqual([])
})

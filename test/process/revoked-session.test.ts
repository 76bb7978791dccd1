import { afterEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { Auth } from '../../src/auth/auth.ts'
import { AuthDatabase } from '../../src/auth/auth-database.ts'
import { call } from '../harness/chat.ts'
import { cleanUp, runScript, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

test('a session that one process ends is refused by another at the next request', async () => {
  const server = await startServerProcess()
  const owner = ['acme', '--owner', 'ada@acme.test']
  expect(await runScript('tenant-create', owner, server)).toMatchObject({ status: 0 })
  // This process has the same auth database open as the server has.
  const database = new AuthDatabase({ path: join(server.dataDir, 'auth.db') })
  const auth = new Auth(database)
  const personId = auth.people.findByEmail('ada@acme.test')?.id ?? ''
  const signIn = () => database.write(() => auth.sessions.create(personId, { userAgent: null }))
  const [ended, kept] = [await signIn(), await signIn()]
  const status = async (secret: string) =>
    (await call(server.url, secret, 'GET', '/workspaces/acme/rooms')).status
  // The server remembers both.
  expect([await status(ended.secret), await status(kept.secret)]).toEqual([200, 200])

  await database.write(() => auth.sessions.revoke(ended.row.id, personId))
  expect([await status(ended.secret), await status(kept.secret)]).toEqual([401, 200])

  // And what the server ends is ended here.
  const path = `/me/sessions/${kept.row.id}`
  expect((await call(server.url, kept.secret, 'DELETE', path)).status).toBe(204)
  await new Promise(setImmediate)
  expect(() => auth.authority.authenticate(kept.secret)).toThrow()
  database.close()
})

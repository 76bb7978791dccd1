import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../harness/server.ts'
import { team } from '../harness/team.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

test('deletes the account, every credential of it, and its name', async () => {
  const { ada, grace, path } = await team(server, 'gone')
  const elsewhere = await server.person(grace.email)
  const { secret } = await server.token(grace.id)
  expect((await grace.api('DELETE', '/me')).status).toBe(204)

  for (const { api } of [grace, elsewhere]) expect((await api('GET', '/me')).status).toBe(401)
  expect((await server.api('GET', '/me', undefined, { token: secret })).status).toBe(401)
  expect((await ada.api('GET', `${path}/users`)).body).toMatchObject({ users: { length: 2 } })
  // The file follows after the answer.
  await server.services.tenants.settlement.all()
  expect((await ada.api('GET', `${path}/users/${grace.userId}`)).body).toMatchObject({
    name: 'Deleted user',
    email: null,
    role: null,
  })
  // The address is free for a new account, which is somebody else.
  expect((await server.person(grace.email)).id).not.toBe(grace.id)
})

test('the only owner of others cannot go, and reads of which workspace', async () => {
  const { ada } = await team(server, 'needed')

  expect(await ada.api('DELETE', '/me')).toMatchObject({
    status: 409,
    body: { code: 'last_owner', detail: expect.stringContaining('needed') },
  })
  expect((await ada.api('GET', '/me')).status).toBe(200)
})

test('an API token cannot do it', async () => {
  const program = await server.person('program@acme.test', { scopes: ['read', 'write', 'admin'] })

  expect(await program.api('DELETE', '/me')).toMatchObject({
    status: 403,
    body: { code: 'session_required' },
  })
})

test('nor can a session that is ten minutes old', async () => {
  const person = await server.person('long@acme.test')
  const { database } = server.services.auth
  await database.write(() =>
    database.sql
      .prepare(`UPDATE sessions SET created_at = datetime('now', '-601 seconds') WHERE userId = ?`)
      .run(person.id),
  )

  expect(await person.api('DELETE', '/me')).toMatchObject({
    status: 403,
    body: { code: 'sign_in_again' },
  })
  expect((await person.api('GET', '/me')).status).toBe(200)
})

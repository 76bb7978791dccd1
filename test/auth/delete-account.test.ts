import { afterAll, beforeAll, expect, test } from 'bun:test'
import { OPERATOR } from '../../src/auth/audit/actor.ts'
import { deleteAccount } from '../../src/auth/delete-account.ts'
import { filesThatHold } from '../harness/grep.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { team } from '../harness/team.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const remove = (personId: string) =>
  deleteAccount(server.services.tenants, server.services.auth, { personId, by: OPERATOR })

test('whoever adds a table that refers to people, or holds addresses, says what goes with them', () => {
  const { sql } = server.services.auth.database
  const stays = sql
    .prepare(
      `SELECT t.name || '.' || f."from" AS name FROM sqlite_schema t
       JOIN pragma_foreign_key_list(t.name) f
       WHERE t.type = 'table' AND f."table" = 'users' AND f.on_delete <> 'CASCADE'`,
    )
    .all()
  const addresses = sql
    .prepare(
      `SELECT t.name || '.' || c.name AS name FROM sqlite_schema t
       JOIN pragma_table_info(t.name) c
       WHERE t.type = 'table' AND (c.name LIKE '%email%' OR c.name LIKE '%identifier%'
         OR c.name LIKE '%address%')
       ORDER BY name`,
    )
    .all()

  expect(stays).toEqual([])
  // Each of them is deleted from by People.delete.
  expect(addresses.map(({ name }) => name)).toEqual([
    'invitations.email',
    'users.email',
    'users.emailVerified',
    'verification_tokens.identifier',
  ])
})

test('the only owner of others stays, and is told where', async () => {
  const one = await team(server, 'owned')

  await expect(remove(one.ada.id)).rejects.toThrow('the only owner of owned')
  expect((await one.ada.api('GET', one.path)).status).toBe(200)
})

test('a workspace in which they are alone is deleted with them', async () => {
  const hermit = await server.person('hermit@alone.test')
  const { id } = await server.workspace('alone', { owner: hermit })

  expect(await remove(hermit.id)).toMatchObject({ deleted_workspaces: ['alone'] })
  expect(server.services.tenants.registry.findById(id)?.state).toBe('deleting')
  expect((await hermit.api('GET', '/me')).status).toBe(401)
})

test('nothing personal is left in any file, while others go on reading; what they wrote stays', async () => {
  const one = await team(server, 'erasing')
  const { grace, ada } = one
  const { auth, tenants } = server.services
  const room = await one.room([grace, one.linus])
  const message = await one.message(grace, room, 'what grace wrote')
  await grace.api('PATCH', `${one.path}/users/me`, { name: 'Zebediah Quux', username: 'zebquux' })
  await auth.database.write(() => {
    const { sql } = auth.database
    sql
      .prepare('INSERT INTO verification_tokens VALUES (?, ?, ?)')
      .run('GRACE@erasing.test', 'hash', '2030-01-01')
  })
  const needles = ['Zebediah', 'zebquux', 'grace@erasing.test']
  expect((await filesThatHold(server.dataDir, needles)).length).toBeGreaterThan(0)

  let reading = true
  const readers = Array.from({ length: 4 }, async () => {
    while (reading) expect((await ada.api('GET', message)).status).toBe(200)
  })
  await remove(grace.id)
  await tenants.settlement.all()
  await tenants.scrubs.registry()
  expect(await filesThatHold(server.dataDir, needles)).toEqual([])
  reading = false
  await Promise.all(readers)

  expect((await grace.api('GET', '/me')).status).toBe(401)
  expect((await ada.api('GET', message)).body).toMatchObject({
    content: 'what grace wrote',
    user: { name: 'Deleted user', username: expect.stringMatching(/^deleted-/) },
  })
  const { body } = await ada.api('GET', `${one.path}/users`)
  expect(JSON.stringify(body)).not.toContain('Deleted user')
  expect((await ada.api('GET', `${room}/members`)).body).toMatchObject({ members: { length: 2 } })
})

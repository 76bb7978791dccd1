import { afterAll, beforeAll, expect, test } from 'bun:test'
import { operations } from '../../src/control/operations.ts'
import { filesThatHold } from '../harness/grep.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { team } from '../harness/team.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const erase = (slug: string, person: string) =>
  operations['tenant:erase'](server.services, { slug, person })

test('a member is erased, and is no member any more; elsewhere they stay who they are', async () => {
  const one = await team(server, 'first')
  const other = await server.workspace('second', { owner: one.ada, members: [one.grace] })
  expect(await erase('first', 'GRACE@first.test')).toMatchObject({ people: 1 })

  const { directory } = server.services.tenants
  expect(await filesThatHold(directory.tenant(one.tenant.id), ['grace'])).toEqual([])
  expect((await one.grace.api('GET', one.path)).status).toBe(404)
  const { status, body } = await one.grace.api('GET', `/workspaces/${other.slug}/users/me`)
  expect({ status, body }).toMatchObject({ status: 200, body: { email: 'grace@first.test' } })
})

test('so is whoever left, whoever has another address now, and whoever was imported', async () => {
  const one = await team(server, 'third')
  const { auth, tenants } = server.services
  await one.ada.api('DELETE', `${one.path}/users/${one.grace.userId}`)
  await tenants.pool.write(one.tenant, (db) =>
    db.users.create({ id: 'imported', name: 'Old Friend', email: 'friend@third.test' }),
  )
  const { sql } = auth.database
  await auth.database.write(() =>
    sql.prepare('UPDATE users SET email = ? WHERE id = ?').run('new@third.test', one.grace.id),
  )
  for (const address of ['Grace@third.test', 'friend@third.test']) {
    expect(await erase('third', address)).toMatchObject({ people: 1 })
    await expect(erase('third', address)).rejects.toThrow('has ever been in third')
  }

  const path = tenants.directory.tenant(one.tenant.id)
  expect(await filesThatHold(path, ['grace', 'Old Friend', 'friend@third'])).toEqual([])
})

test('what cannot be erased is said', async () => {
  const one = await team(server, 'fourth')
  const { services } = server

  await expect(erase('fourth', 'ada@fourth.test')).rejects.toThrow('the only owner of fourth')
  await expect(erase('fourth', 'nobody@fourth.test')).rejects.toThrow('has ever been')
  await expect(
    operations['tenant:erase'](services, { slug: 'fourth', message: 7 }),
  ).rejects.toThrow('fourth has no message 7')
  await operations['tenant:archive'](services, { slug: 'fourth' })
  await expect(erase('fourth', one.grace.email)).rejects.toThrow('fourth is archived')
  await expect(
    operations['account:delete'](services, { email: 'nobody@fourth.test' }),
  ).rejects.toThrow('nobody has this address')
})

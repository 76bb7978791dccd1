import { afterEach, expect, test } from 'bun:test'
import type { Config } from '../../src/config.ts'
import { startServer, type TestServer } from '../harness/server.ts'

let server: TestServer
afterEach(() => server.stop())

/** Somebody with every kind of credential, whose address is confirmed or not. */
async function person(
  email: string,
  verified: boolean,
): Promise<{ session: string; token: string; bound: string }> {
  const { auth } = server.services
  const somebody = await server.person(email)
  const home = await server.workspace(`home-of-${email.toLowerCase().split('@')[0]}`, {
    owner: somebody,
  })
  const bound = await server.person(email, { workspace: home })
  const { token } = await server.person(email, { kind: 'token' })
  await auth.database.write(() =>
    auth.database.sql
      .prepare('UPDATE users SET emailVerified = ? WHERE id = ?')
      .run(verified ? new Date().toISOString() : null, somebody.id),
  )
  return { session: somebody.token, token, bound: bound.token }
}

let count = 0
async function create(token: string): Promise<string> {
  count += 1
  const { status, body } = await server.api<{ code?: string }>(
    'POST',
    '/workspaces',
    { slug: `made-${count}` },
    { token },
  )
  return status === 201 ? 'created' : `${status} ${body.code}`
}

type Policy = Pick<Config, 'workspaceCreation'> & Partial<Config>

const created = 'created'
const session = '403 session_required'
const closed = '403 workspace_creation_closed'
const unverified = '403 address_not_verified'

test.each<[Policy['workspaceCreation'], Record<string, string>]>([
  ['anyone', { session: created, token: created, unverified: created, admin: created }],
  ['signed_in', { session: created, token: session, unverified, admin: created }],
  ['admins', { session: closed, token: session, unverified, admin: created }],
  ['cli', { session: closed, token: closed, unverified: closed, admin: closed }],
])('WORKSPACE_CREATION=%s', async (workspaceCreation, expected) => {
  server = await startServer({ workspaceCreation, adminEmails: ['admin@acme.test'] })
  const ada = await person('ada@acme.test', true)
  const admin = await person('Admin@acme.test', true)
  const { session: newcomer } = await person('newcomer@acme.test', false)

  expect({
    session: await create(ada.session),
    token: await create(ada.token),
    unverified: await create(newcomer),
    admin: await create(admin.session),
  }).toEqual(expected as never)
  expect(await create(ada.bound)).toBe('403 token_bound_to_workspace')
})

test('an address of an administrator counts once it is confirmed', async () => {
  server = await startServer({ workspaceCreation: 'admins', adminEmails: ['admin@acme.test'] })
  const admin = await person('admin@acme.test', false)
  expect(await create(admin.session)).toBe('403 address_not_verified')
})

test('nobody owns more than so many, also by many requests at once or by being made an owner', async () => {
  server = await startServer({ workspaceCreation: 'anyone', workspacesPerPerson: 3 })
  const ada = await person('ada@acme.test', true)
  const answers = await Promise.all(Array.from({ length: 6 }, () => create(ada.token)))
  expect(answers.sort()).toEqual([
    '409 too_many_workspaces',
    '409 too_many_workspaces',
    '409 too_many_workspaces',
    '409 too_many_workspaces',
    'created',
    'created',
  ])

  const bob = await server.person('bob@acme.test')
  const { id } = await server.person('ada@acme.test')
  const acme = await server.workspace('acme', { owner: bob })
  await server.addMember(acme, await server.person('ada@acme.test'))
  const users = '/workspaces/acme/users'
  const { body } = await server.api<{ id: string }>('GET', `${users}/me`, undefined, ada)
  for (const answer of [
    await bob.api('PATCH', `${users}/${body.id}`, { role: 'owner' }),
    await bob.api('POST', '/workspaces/acme/transfer', { user: body.id }),
  ]) {
    expect(answer.body).toMatchObject({ status: 409, code: 'too_many_workspaces' })
  }
  expect(server.services.auth.memberships.countOwnedBy(id)).toBe(3)
  expect(server.services.auth.memberships.find(acme.id, id)?.role).toBe('member')

  // A deleted one counts until it is purged: otherwise deleting would be a way to fill the disk.
  await server.api('DELETE', '/workspaces/home-of-ada', undefined, ada)
  expect(await create(ada.token)).toBe('409 too_many_workspaces')
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer
let count = 0
let acme: Team
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  count += 1
  acme = await team(server, `acme-${count}`)
})

const roles = () =>
  [acme.ada, acme.grace, acme.linus].map(
    ({ id }) => server.services.auth.memberships.find(acme.tenant.id, id)?.role ?? null,
  )
const transfer = (to: string, { api } = acme.ada) =>
  api('POST', `${acme.path}/transfer`, { user: to })

test('makes the other an owner and oneself an admin, at once', async () => {
  const { status, body } = await transfer(acme.grace.userId)
  expect(status).toBe(200)
  expect(body).toMatchObject({ slug: acme.tenant.slug, role: 'admin' })
  expect(roles()).toEqual(['admin', 'owner', 'member'])
  // What was given away is gone.
  expect((await transfer(acme.linus.userId)).status).toBe(403)
  expect((await acme.ada.api('DELETE', acme.path)).status).toBe(403)
  expect((await transfer(acme.ada.userId, acme.grace)).status).toBe(200)
  expect(roles()).toEqual(['owner', 'admin', 'member'])
})

test('leaves other owners as they are', async () => {
  await server.addMember(acme.tenant, acme.linus, 'owner')
  expect((await transfer(acme.linus.userId)).status).toBe(200)
  expect(roles()).toEqual(['admin', 'member', 'owner'])
})

test('is for owners, with the scope admin', async () => {
  await server.addMember(acme.tenant, acme.grace, 'admin')
  const weak = await server.person(acme.ada.email, { scopes: ['read', 'write'] })
  expect((await transfer(acme.linus.userId, acme.grace)).body).toMatchObject({
    status: 403,
    code: 'not_workspace_owner',
  })
  expect((await transfer(acme.linus.userId, { ...acme.ada, api: weak.api })).status).toBe(403)
  expect(roles()).toEqual(['owner', 'admin', 'member'])
})

describe('goes to members only', () => {
  test('not to oneself, not to strangers', async () => {
    expect((await transfer(acme.ada.userId)).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/user' }],
    })
    expect((await transfer('nobody')).status).toBe(404)
    expect((await transfer('../x')).status).toBe(422)
  })

  test('not to those who left', async () => {
    await acme.grace.api('DELETE', `${acme.path}/users/me`)
    expect((await transfer(acme.grace.userId)).body).toMatchObject({
      status: 409,
      code: 'not_a_member',
    })
    expect(roles()).toEqual(['owner', null, 'member'])
  })
})

test('two at once leave one owner at least, and nobody owns by halves', async () => {
  const answers = await Promise.all([transfer(acme.grace.userId), transfer(acme.linus.userId)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
  expect(roles().filter((role) => role === 'owner')).toHaveLength(1)
  expect(roles()[0]).toBe('admin')
})

test('a removed member is a stranger with every credential from the next request on', async () => {
  const { token } = await server.person(acme.grace.email, { kind: 'token' })
  const bound = await server.person(acme.grace.email, { workspace: acme.tenant })
  const status = async (token: string) =>
    (await server.api('GET', `${acme.path}/rooms`, undefined, { token })).status
  expect(await Promise.all([acme.grace.token, token, bound.token].map(status))).toEqual([
    200, 200, 200,
  ])

  await acme.ada.api('DELETE', `${acme.path}/users/${acme.grace.userId}`)
  // The session is theirs still, the token for this workspace is nobody's.
  expect(await Promise.all([acme.grace.token, token, bound.token].map(status))).toEqual([
    404, 404, 401,
  ])
})

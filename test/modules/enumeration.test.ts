import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

/*
 * Whoever guesses learns nothing: of people, workspaces and invitations, what is
 * there and what is not get the same answer. Unknown and foreign workspaces are
 * held together in isolation.test.ts.
 */

let server: TestServer
let acme: Team
let rival: Team
beforeAll(async () => {
  server = await startServer({ workspaceCreation: 'cli' })
  acme = await team(server, 'acme')
  rival = await team(server, 'rival')
})
afterAll(() => server.stop())

/** The answer without what is of this request alone. */
async function answerTo(method: string, path: string, body?: unknown, as = acme.ada) {
  const answer = await as.api<Record<string, unknown>>(method, path, body)
  const { request_id, instance, ...said } = answer.body ?? {}
  return { status: answer.status, said }
}

test('whoever may create no workspaces learns of no slug that it is taken', async () => {
  const taken = await answerTo('POST', '/workspaces', { slug: 'rival' })
  expect(taken.status).toBe(403)
  expect(await answerTo('POST', '/workspaces', { slug: 'free-as-a-bird' })).toEqual(taken)
})

test('an invitation to somebody with an account is like one to nobody', async () => {
  const path = `${acme.path}/invitations`
  const shape = async (email: string) => {
    const { status, said } = await answerTo('POST', path, { role: 'member', email })
    const { id, email: _, token, link, created_at, expires_at, ...rest } = said
    return { status, rest, lengths: [id, token, link].map((text) => String(text).length) }
  }
  const known = await shape(rival.grace.email)
  expect(known.status).toBe(201)
  expect(await shape('nobody-at-all@rival.test')).toEqual(known)
})

test('users of another workspace are nobody here', async () => {
  const strange = rival.grace.userId
  const nobody = crypto.randomUUID()
  for (const [method, path, body] of [
    ['GET', (id: string) => `${acme.path}/users/${id}`],
    ['PATCH', (id: string) => `${acme.path}/users/${id}`, () => ({ role: 'admin' })],
    ['DELETE', (id: string) => `${acme.path}/users/${id}`],
    ['POST', () => `${acme.path}/transfer`, (user: string) => ({ user })],
    ['GET', (id: string) => `${acme.path}/audit-log?actor=${id}`],
  ] as const) {
    const ask = (id: string) => answerTo(method, path(id), body?.(id))
    expect(await ask(strange)).toEqual(await ask(nobody))
    // Nor is somebody known by their id in the auth database.
    expect(await ask(acme.grace.id)).toEqual(await ask(nobody))
  }
})

test('an invitation of another workspace is none here', async () => {
  const { body } = await rival.ada.api<{ id: string }>('POST', `${rival.path}/invitations`, {
    role: 'member',
  })
  for (const method of ['GET', 'DELETE']) {
    const theirs = await answerTo(method, `${acme.path}/invitations/${body.id}`)
    expect(theirs.status).toBe(404)
    const nobodys = await answerTo(method, `${acme.path}/invitations/${crypto.randomUUID()}`)
    expect(theirs).toEqual(nobodys)
  }
})

test('members see who is an owner, but no invitations, no log and no addresses', async () => {
  const { linus } = acme
  for (const path of ['invitations', 'audit-log', 'stats', 'usage']) {
    expect((await answerTo('GET', `${acme.path}/${path}`, undefined, linus)).status).toBe(403)
  }
  const { said } = await answerTo('GET', `${acme.path}/users`, undefined, linus)
  const addresses = JSON.stringify(said).match(/[\w.]+@[\w.]+/g)
  expect(addresses).toEqual([linus.email])
})

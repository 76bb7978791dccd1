import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { OPERATOR } from '../../src/auth/audit/actor.ts'
import type { User } from '../../src/http/user.ts'
import type { AuditEntry, AuditPage, OwnAuditPage } from '../../src/modules/audit-log/schema.ts'
import type { CreatedInvitation } from '../../src/modules/invitations/schema.ts'
import type { Tenant } from '../../src/tenancy/tenant.ts'
import { type Person, startServer, type TestServer } from '../harness/server.ts'

type Page = typeof AuditPage.static
type OwnPage = typeof OwnAuditPage.static
type Created = typeof CreatedInvitation.static

let server: TestServer
let count = 0
/** A fresh workspace of Ada's that Bob administers. */
let acme: Tenant
let path: string
let ada: Person
let bob: Person

beforeAll(async () => {
  server = await startServer()
  ada = await server.person('ada@acme.test', { name: 'Ada' })
  bob = await server.person('bob@acme.test')
})
afterAll(() => server.stop())

beforeEach(async () => {
  count += 1
  acme = await server.workspace(`acme-${count}`, { owner: ada })
  await server.addMember(acme, bob, 'admin')
  path = `/workspaces/${acme.slug}`
})

async function log(query = '', { api }: Person = ada): Promise<AuditEntry[]> {
  return (await api<Page>('GET', `${path}/audit-log${query}`)).body.entries
}

async function newcomer(role = 'member'): Promise<Person> {
  count += 1
  const person = await server.person(`carl-${count}@acme.test`, { name: 'Carl' })
  const { body } = await ada.api<Created>('POST', `${path}/invitations`, { role })
  await person.api('POST', `/invitations/${body.token}/accept`)
  return person
}

const userOf = async ({ api }: Person) => (await api<User>('GET', `${path}/users/me`)).body

test('tells the story of a workspace, newest first, and of every change exactly once', async () => {
  const carl = await newcomer()
  const user = await userOf(carl)
  const { body: owner } = await ada.api<User>('GET', `${path}/users/me`)
  const users = `${path}/users`
  await ada.api('PATCH', `${users}/${user.id}`, { role: 'admin' })
  await ada.api('PATCH', `${users}/${user.id}`, { role: 'admin' })
  const spare = await ada.api<Created>('POST', `${path}/invitations`, { role: 'member' })
  await ada.api('DELETE', `${path}/invitations/${spare.body.id}`)
  await ada.api('PATCH', path, { name: 'Acme International' })
  await ada.api('POST', `${path}/transfer`, { user: user.id })
  const [changed] = await log('?action=member.role_changed', carl)
  await carl.api('DELETE', `${users}/${owner.id}`)
  await bob.api('DELETE', `${users}/me`)

  const entries = await log('', carl)
  expect(entries.map(({ action }) => action)).toEqual([
    'member.left',
    'member.removed',
    'workspace.transferred',
    'workspace.renamed',
    'invitation.revoked',
    'invitation.created',
    'member.role_changed',
    'invitation.accepted',
    'invitation.created',
    'workspace.created',
  ])
  expect(changed).toMatchObject({
    actor_kind: 'person',
    actor: { id: owner.id },
    user: { id: user.id, name: 'Carl' },
    details: { from: 'member', to: 'admin' },
    client_network: '127.0.0.0/24',
  })
  expect(entries[3]?.details).toEqual({ name: 'Acme International' })
  expect(JSON.stringify(entries)).not.toMatch(/cn[a-z]_|@/)
})

test('a row carries the id of its request', async () => {
  const headers = { 'x-request-id': 'my-request' }
  await ada.api('POST', `${path}/invitations`, { role: 'member' }, { headers })
  expect((await log())[0]).toMatchObject({ action: 'invitation.created', request_id: 'my-request' })
})

test('says that somebody left with their account, and not who they were', async () => {
  const carl = await newcomer()
  await userOf(carl)
  expect((await carl.api('DELETE', '/me')).status).toBe(204)
  const [left] = await log()
  expect(left).toMatchObject({
    action: 'member.left',
    actor_kind: 'person',
    details: { account_deleted: true },
    client_network: null,
  })
  expect(JSON.stringify(left)).not.toContain('Carl')
})

test('what fails is not written down', async () => {
  const before = await log()
  await bob.api('POST', `${path}/transfer`, { user: 'nobody' })
  await ada.api('POST', `${path}/invitations`, { role: 'member', email: 'bob@acme.test' })
  await ada.api('DELETE', `${path}/users/me`)
  await ada.api('PATCH', path, { name: 'x' }, { headers: { 'if-match': '"other"' } })
  expect(await log()).toEqual(before)
})

describe('a part of it', () => {
  test('is a page, an action, an actor or a time', async () => {
    const carl = await newcomer('admin')
    const { id } = await userOf(carl)
    await carl.api('POST', `${path}/invitations`, { role: 'member' })
    const actions = async (query: string) => (await log(query)).map(({ action }) => action)

    expect(await actions(`?actor=${id}`)).toEqual(['invitation.created', 'invitation.accepted'])
    expect(await actions('?actor=nobody')).toEqual([])
    expect(await actions('?action=workspace.created')).toEqual(['workspace.created'])
    expect(await actions('?since=2999-01-01T00:00:00Z')).toEqual([])
    expect(await actions('?until=2999-01-01T00:00:00%2B01:00&limit=1')).toHaveLength(1)
    const all = await actions('')
    const paged: string[] = []
    let cursor: number | null = null
    do {
      const query: string = cursor === null ? '' : `&before=${cursor}`
      const { body }: { body: Page } = await ada.api<Page>(
        'GET',
        `${path}/audit-log?limit=2${query}`,
      )
      paged.push(...body.entries.map(({ action }) => action))
      cursor = body.next_cursor
    } while (cursor !== null)
    expect(paged).toEqual(all)
  })

  test.each(['since=yesterday', 'until=2026-01-01', 'action=nonsense', 'before=0', 'after=1'])(
    'is not ?%s',
    async (query) => {
      const { body } = await ada.api('GET', `${path}/audit-log?${query}`)
      const [name] = query.split('=')
      expect(body).toMatchObject({ status: 422, errors: [{ pointer: `?${name}` }] })
    },
  )
})

test('is for owners with the scope admin', async () => {
  const carl = await newcomer()
  const weak = await server.person(ada.email, { scopes: ['read', 'write'] })
  for (const { api } of [bob, carl, weak]) {
    expect((await api('GET', `${path}/audit-log`)).status).toBe(403)
  }
})

test('of one workspace has nothing of another', async () => {
  const rival = await server.workspace(`rival-${count}`, { owner: bob })
  await bob.api('POST', `/workspaces/${rival.slug}/invitations`, { role: 'member' })
  expect((await log()).map(({ action }) => action)).toEqual(['workspace.created'])
})

describe('of oneself', () => {
  const own = async ({ api }: Person) =>
    (await api<OwnPage>('GET', '/me/audit-log?limit=100')).body.entries

  test('says what one became where, without naming others', async () => {
    const carl = await newcomer()
    const { id } = await userOf(carl)
    await ada.api('PATCH', `${path}/users/${id}`, { role: 'admin' })
    const { auth } = server.services
    await auth.database.write(() =>
      auth.audit.record(OPERATOR, 'session.revoked', { personId: carl.id }),
    )
    const workspace = { id: acme.id, slug: acme.slug }
    const [revoked, changed, accepted] = await own(carl)
    expect(revoked).toMatchObject({ action: 'session.revoked', by: 'operator', workspace: null })
    expect(changed).toMatchObject({
      action: 'member.role_changed',
      by: 'somebody',
      workspace,
      request_id: null,
      client_network: null,
    })
    expect(accepted).toMatchObject({
      action: 'invitation.accepted',
      by: 'you',
      workspace,
      client_network: '127.0.0.0/24',
    })
    await carl.api('DELETE', `${path}/users/me`)
    expect((await own(carl))[0]).toMatchObject({ action: 'member.left', workspace: { slug: null } })
  })

  test('says which tokens were made and revoked; owners see those for their workspace', async () => {
    const carl = await newcomer()
    const { auth } = server.services
    const { secret } = await auth.database.write(() =>
      auth.sessions.create(carl.id, { userAgent: null }),
    )
    const wanted = { label: 'bot', scopes: ['read', 'write'] }
    const session = { token: secret }
    for (const workspace of [null, acme.slug]) {
      const made = await server.api<{ id: string }>(
        'POST',
        '/me/tokens',
        { ...wanted, workspace },
        session,
      )
      await server.api('DELETE', `/me/tokens/${made.body.id}`, undefined, session)
    }

    const entries = (await own(carl)).slice(0, 4)
    expect(entries.map(({ action }) => action)).toEqual([
      'token.revoked',
      'token.created',
      'token.revoked',
      'token.created',
    ])
    expect(entries[1]?.details).toEqual({ scopes: 'read write' })
    expect(JSON.stringify(entries)).not.toMatch(/bot|cn[vs]_/)
    const seen = (await log()).filter(({ action }) => action.startsWith('token.'))
    expect(seen.map(({ target }) => target)).toEqual([
      entries[0]?.target as string,
      entries[1]?.target as string,
    ])
  })

  test('says when somebody signed out', async () => {
    const carl = await newcomer()
    const { sessionCookie } = server.services.site
    const headers = {
      cookie: `${sessionCookie}=${carl.token}`,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    }
    await fetch(`${server.url}/auth/signout`, { method: 'POST', redirect: 'manual', headers })
    expect((await carl.api('GET', '/me')).status).toBe(401)
    const again = await server.person(carl.email)
    expect((await own(again))[0]).toMatchObject({
      action: 'session.revoked',
      by: 'you',
      client_network: '127.0.0.0/24',
    })
  })

  test('is not for tokens of one workspace, nor without the scope admin', async () => {
    const bound = await server.person(ada.email, { workspace: acme })
    const weak = await server.person(ada.email, { scopes: ['read'] })
    for (const { api } of [bound, weak]) {
      expect((await api('GET', '/me/audit-log')).status).toBe(403)
    }
  })
})

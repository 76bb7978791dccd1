import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { CreatedToken, TokenList } from '../../src/modules/tokens/schema.ts'
import { type Person, startServer, type TestServer } from '../harness/server.ts'

type Created = typeof CreatedToken.static
type List = typeof TokenList.static

let server: TestServer
let ada: Person

beforeAll(async () => {
  server = await startServer()
  ada = await server.person('ada@acme.test', { name: 'Ada' })
  await server.workspace('acme', { owner: ada })
  await server.workspace('beta', { owner: ada })
})
afterAll(() => server.stop())

const day = 24 * 60 * 60_000
const inDays = (days: number) => new Date(Date.now() + days * day)
const create = (person: Person, body: object) => person.api<Created>('POST', '/me/tokens', body)

describe('POST /me/tokens', () => {
  test('shows the token once, and it works', async () => {
    const expires_at = inDays(30).toISOString()
    const { status, headers, body } = await create(ada, {
      label: '  deploy bot ',
      scopes: ['write', 'read'],
      workspace: 'ACME',
      expires_at,
    })

    expect(status).toBe(201)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('location')).toBe(`/me/tokens/${body.id}`)
    expect(body).toMatchObject({
      label: 'deploy bot',
      scopes: ['read', 'write'],
      workspace: { slug: 'acme' },
      expires_at,
      last_used_at: null,
    })
    const used = await server.api('GET', '/me', undefined, { token: body.token })
    expect(used.body).toMatchObject({
      credential: { id: body.id, scopes: ['read', 'write'] },
      workspaces: [{ slug: 'acme' }],
    })
    const later = await ada.api('GET', `/me/tokens/${body.id}`)
    expect(JSON.stringify(later.body)).not.toContain(body.token)
    expect(JSON.stringify(later.body)).not.toContain('hash')
  })

  test.each([
    ['/label', { label: '' }],
    ['/label', { label: 'a'.repeat(81) }],
    ['/label', { label: 'two\nlines' }],
    ['/scopes', { scopes: [] }],
    ['/scopes', { scopes: ['read', 'read'] }],
    ['/scopes/0', { scopes: ['root'] }],
    ['/workspace', { workspace: 'nobodys' }],
    ['/workspace', { workspace: 'x'.repeat(65) }],
    ['/expires_at', { expires_at: '2020-01-01T00:00:00Z' }],
    ['/expires_at', { expires_at: 'Sun Mar 01 2099 00:00:00 GMT+0000 (UTC)' }],
    ['/expires_at', { expires_at: '2099-02-31T00:00:00Z' }],
    ['/expires_at', { expires_at: inDays(400).toISOString() }],
    ['/expires_at', { expires_at: '9999-12-31T23:59:59-12:00' }],
    ['/secret', { secret: 'mine' }],
  ])('refuses a wrong %s', async (pointer, wrong) => {
    const { status, body } = await create(ada, { label: 'x', scopes: ['read'], ...wrong })

    expect(status).toBe(422)
    expect(body).toMatchObject({ errors: [{ pointer }] })
  })

  test('needs a session: a token makes no tokens, whatever it may do', async () => {
    const acme = server.services.tenants.registry.findBySlug('acme')
    if (!acme) throw new Error('no acme')
    const before = server.services.auth.tokens.countOf(ada.id)
    const tokens: Person[] = [
      await server.person('ada@acme.test', { kind: 'token' }),
      await server.person('ada@acme.test', { scopes: ['read'] }),
      await server.person('ada@acme.test', { workspace: acme }),
      await server.person('ada@acme.test', { expiresAt: inDays(2) }),
    ]
    for (const token of tokens) {
      const { status, body } = await create(token, { label: 'x', scopes: ['read'] })
      expect({ status, body }).toMatchObject({ status: 403, body: { code: 'token_cannot_mint' } })
    }
    expect(server.services.auth.tokens.countOf(ada.id)).toBe(before + tokens.length)
  })

  test('has an end at 100 tokens', async () => {
    const many = await server.person('many@acme.test')
    for (let made = 0; made < 100; made += 1) await server.token(many.id)

    const { body } = await create(many, { label: 'x', scopes: ['read'] })
    expect(body).toMatchObject({ status: 409, code: 'too_many_tokens' })
    const list = await many.api<List>('GET', '/me/tokens')
    expect(list.body.tokens).toHaveLength(100)
  })
})

describe('a token for one workspace', () => {
  test('sees and revokes the tokens for that workspace only', async () => {
    const acme = server.services.tenants.registry.findBySlug('acme')
    if (!acme) throw new Error('no acme')
    const bound = await server.person('ada@acme.test', { workspace: acme })
    const { row } = await server.token(ada.id)

    const { body } = await bound.api<List>('GET', '/me/tokens')
    expect(body.tokens.length).toBeGreaterThan(0)
    expect(body.tokens.every(({ workspace }) => workspace?.slug === 'acme')).toBe(true)
    expect((await bound.api('DELETE', `/me/tokens/${row.id}`)).status).toBe(404)
  })
})

describe('DELETE /me/tokens/:token', () => {
  test('of the token in use holds from the next request on', async () => {
    const weak = await server.person('ada@acme.test', { scopes: ['read'] })
    const { body } = await weak.api<{ credential: { id: string } }>('GET', '/me')

    const revoked = await weak.api('DELETE', `/me/tokens/${body.credential.id}`)
    expect(revoked.status).toBe(204)
    expect((await weak.api('GET', '/me')).status).toBe(401)
  })

  test('of another token needs the scope admin', async () => {
    const weak = await server.person('ada@acme.test', { scopes: ['read', 'write'] })
    const { row } = await server.token(ada.id)

    expect((await weak.api('DELETE', `/me/tokens/${row.id}`)).status).toBe(403)
    expect((await ada.api('DELETE', `/me/tokens/${row.id}`)).status).toBe(204)
    expect((await ada.api('DELETE', `/me/tokens/${row.id}`)).status).toBe(404)
  })

  test("does not reach other people's tokens", async () => {
    const bob = await server.person('bob@acme.test')
    const { row, secret } = await server.token(ada.id)

    expect((await bob.api('DELETE', `/me/tokens/${row.id}`)).status).toBe(404)
    expect((await bob.api('GET', `/me/tokens/${row.id}`)).status).toBe(404)
    expect((await server.api('GET', '/me', undefined, { token: secret })).status).toBe(200)
  })
})

describe('GET /me', () => {
  test('tells the person, the credential and the workspaces', async () => {
    const { body } = await ada.api('GET', '/me')

    expect(body).toMatchObject({
      id: ada.id,
      email: 'ada@acme.test',
      name: 'Ada',
      credential: { kind: 'session', scopes: ['read', 'write', 'admin'], workspace_id: null },
      workspaces: [
        { slug: 'acme', role: 'owner', state: 'active' },
        { slug: 'beta', role: 'owner', state: 'active' },
      ],
    })
  })

  test('tells what a token allows', async () => {
    const { api } = await server.person('ada@acme.test', { kind: 'token' })

    expect((await api('GET', '/me')).body).toMatchObject({
      credential: { kind: 'token', scopes: ['read', 'write', 'admin'], expires_at: null },
    })
  })

  test('needs the scope read', async () => {
    const { api } = await server.person('ada@acme.test', { scopes: ['write'] })

    expect((await api('GET', '/me')).status).toBe(403)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { Connection } from '../../src/database/connection.ts'
import type { WorkspaceList } from '../../src/modules/workspaces/schema.ts'
import type { WorkspaceStats } from '../../src/modules/workspaces/stats-schema.ts'
import { type Person, startServer, type TestServer } from '../harness/server.ts'

type List = typeof WorkspaceList.static

let server: TestServer
let ada: Person
let bob: Person

beforeAll(async () => {
  server = await startServer()
  ada = await server.person('ada@acme.test')
  bob = await server.person('bob@acme.test')
})
afterAll(() => server.stop())

describe('POST /workspaces', () => {
  test('makes one that its owner can use at once', async () => {
    const { status, headers, body } = await ada.api('POST', '/workspaces', {
      slug: 'acme',
      name: ' Acme Inc ',
    })

    expect(status).toBe(201)
    expect(headers.get('location')).toBe('/workspaces/acme')
    expect(body).toMatchObject({ slug: 'acme', name: 'Acme Inc', role: 'owner', state: 'active' })
    const read = await ada.api('GET', '/workspaces/acme')
    expect(read.body).toEqual(body)
    expect(read.headers.get('etag')).toBe(headers.get('etag'))
  })

  test('takes the slug for a name that is absent', async () => {
    const { body } = await ada.api('POST', '/workspaces', { slug: 'nameless' })

    expect(body).toMatchObject({ name: 'nameless' })
  })

  test.each([
    '..',
    '.x',
    '%2e%2e',
    'A',
    '',
    'a'.repeat(256),
    'a\0b',
    '🦊',
    'admin',
    'f'.repeat(32),
  ])('refuses the slug %j', async (slug) => {
    const { status, body } = await ada.api('POST', '/workspaces', { slug })

    expect(status).toBe(422)
    expect(body).toMatchObject({ errors: [{ pointer: '/slug' }] })
  })

  test('gives a slug to one only', async () => {
    await ada.api('POST', '/workspaces', { slug: 'taken' })
    const answers = await Promise.all(
      ['taken', 'raced', 'raced', 'raced'].map((slug) => bob.api('POST', '/workspaces', { slug })),
    )

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
    expect(answers[0]?.body).toMatchObject({ code: 'slug_taken' })
  })

  test('refuses tokens that are bound to a workspace, or lack the scope', async () => {
    const carl = await server.person('carl@acme.test')
    const workspace = await server.workspace('carls', { owner: carl })
    const bound = await server.person('carl@acme.test', { workspace })
    const weak = await server.person('carl@acme.test', { scopes: ['read', 'write'] })

    const refused = await bound.api('POST', '/workspaces', { slug: 'more' })
    expect(refused.body).toMatchObject({ status: 403, code: 'token_bound_to_workspace' })
    expect((await weak.api('POST', '/workspaces', { slug: 'more' })).status).toBe(403)
  })
})

describe('GET /workspaces', () => {
  test('pages through mine, and only mine', async () => {
    const dora = await server.person('dora@acme.test')
    const slugs = ['d-1', 'd-2', 'd-3', 'd-4', 'd-5']
    for (const slug of slugs) await server.workspace(slug, { owner: dora })

    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&after=${cursor}`
      const { body } = await dora.api<List>('GET', `/workspaces?limit=2${query}`)
      expect(body.workspaces.length).toBeLessThanOrEqual(2)
      seen.push(...body.workspaces.map(({ slug }) => slug))
      cursor = body.next_cursor
    }
    expect(seen).toEqual(slugs)
  })

  test('shows a bound token its own workspace only', async () => {
    const erik = await server.person('erik@acme.test')
    await server.workspace('e-1', { owner: erik })
    const second = await server.workspace('e-2', { owner: erik })
    const bound = await server.person('erik@acme.test', { workspace: second })

    const { body } = await bound.api<List>('GET', '/workspaces')
    expect(body.workspaces.map(({ slug }) => slug)).toEqual(['e-2'])
  })

  test.each(['limit=0', 'limit=101', 'after=..', 'offset=1'])('refuses ?%s', async (query) => {
    expect((await ada.api('GET', `/workspaces?${query}`)).status).toBe(422)
  })
})

describe('PATCH /workspaces/:workspace', () => {
  test('renames, honours If-Match, and is for owners and admins', async () => {
    const workspace = await server.workspace('patched', { owner: ada, members: [bob] })
    const { headers } = await ada.api('GET', '/workspaces/patched')
    const etag = headers.get('etag') ?? ''
    const match = { headers: { 'if-match': etag } }

    const renamed = await ada.api('PATCH', '/workspaces/patched', { name: 'New' }, match)
    expect(renamed.body).toMatchObject({ name: 'New', slug: 'patched' })
    const stale = await ada.api('PATCH', '/workspaces/patched', { name: 'Late' }, match)
    expect(stale.status).toBe(412)
    const same = await ada.api('GET', `/workspaces/${workspace.id}`, undefined, {
      headers: { 'if-none-match': renamed.headers.get('etag') ?? '' },
    })
    expect(same.status).toBe(304)

    const member = await bob.api('PATCH', '/workspaces/patched', { name: 'Mine' })
    expect(member.body).toMatchObject({ status: 403, code: 'not_workspace_admin' })
    await server.addMember(workspace, bob, 'admin')
    expect((await bob.api('PATCH', '/workspaces/patched', { name: 'Ours' })).status).toBe(200)
    const weak = await server.person('ada@acme.test', { scopes: ['read', 'write'] })
    expect((await weak.api('PATCH', '/workspaces/patched', { name: 'x' })).status).toBe(403)
  })

  test.each([{}, { name: '' }, { name: 'a\u0007b' }, { name: '\ud800' }, { slug: 'Other' }])(
    'refuses %j',
    async (body) => {
      expect((await ada.api('PATCH', '/workspaces/acme', body)).status).toBe(422)
    },
  )
})

describe('the slug of a workspace', () => {
  test('is changed by owners; the old one leads to the new one', async () => {
    const workspace = await server.workspace('before', { owner: ada, members: [bob] })
    await server.addMember(workspace, bob, 'admin')
    const refused = await bob.api('PATCH', '/workspaces/before', { slug: 'after' })
    expect(refused.body).toMatchObject({ status: 403, code: 'not_workspace_owner' })

    const changed = await ada.api('PATCH', '/workspaces/before', { slug: 'after', name: 'After' })
    expect(changed.body).toMatchObject({ id: workspace.id, slug: 'after', name: 'After' })
    const read = await ada.api('GET', '/workspaces/after')
    expect(read.headers.get('etag')).toBe(changed.headers.get('etag'))
    const old = await bob.api('GET', '/workspaces/before/rooms?limit=1')
    expect([old.status, old.headers.get('location')]).toEqual([
      308,
      '/workspaces/after/rooms?limit=1',
    ])
    const written = await ada.api('PATCH', '/workspaces/BEFORE', { name: 'Still' })
    expect([written.status, written.headers.get('location')]).toEqual([308, '/workspaces/after'])
  })

  test('is refused when it is taken, left by another, or none', async () => {
    await server.workspace('mine', { owner: ada })
    await server.workspace('theirs', { owner: bob })
    await bob.api('PATCH', '/workspaces/theirs', { slug: 'theirs-now' })
    for (const slug of ['theirs', 'theirs-now']) {
      const { status, body } = await ada.api('PATCH', '/workspaces/mine', { slug, name: 'No' })
      expect([status, (body as { code: string }).code]).toEqual([409, 'slug_taken'])
    }
    const none = await ada.api('PATCH', '/workspaces/mine', { slug: 'admin' })
    expect(none.body).toMatchObject({ status: 422, errors: [{ pointer: '/slug' }] })
    const { body } = await ada.api('GET', '/workspaces/mine')
    expect(body).toMatchObject({ slug: 'mine', name: 'mine' })
    expect((await ada.api('PATCH', '/workspaces/mine', { slug: 'mine' })).status).toBe(200)
  })

  test('honours If-Match', async () => {
    await server.workspace('matched', { owner: ada })
    const stale = { headers: { 'if-match': '"none"' } }
    const { status } = await ada.api('PATCH', '/workspaces/matched', { slug: 'unmatched' }, stale)
    expect(status).toBe(412)
    expect((await ada.api('GET', '/workspaces/matched')).status).toBe(200)
  })
})

describe('DELETE /workspaces/:workspace', () => {
  test('is for owners; afterwards there is nothing, and the slug stays taken', async () => {
    const workspace = await server.workspace('doomed', { owner: ada, members: [bob] })
    const path = '/workspaces/doomed'
    await ada.api('POST', `${path}/rooms`, { name: 'General', type: 'group' })
    await server.addMember(workspace, bob, 'admin')
    const refused = await bob.api('DELETE', path)
    expect(refused.body).toMatchObject({ status: 403, code: 'not_workspace_owner' })

    expect((await ada.api('DELETE', path)).status).toBe(204)

    const { tenants } = server.services
    expect(tenants.pool.peek(workspace.id)).toBeUndefined()
    expect(existsSync(tenants.directory.database(workspace.id))).toBe(true)
    const after = tenants.registry.findById(workspace.id)?.delete_after ?? ''
    const days = (Date.parse(`${after}Z`) - Date.now()) / (24 * 60 * 60_000)
    expect(Math.round(days)).toBe(30)
    for (const below of ['', '/rooms', '/users', '/stats']) {
      expect((await ada.api('GET', path + below)).body).toMatchObject({
        code: 'workspace_not_found',
      })
      expect((await bob.api('GET', `/workspaces/${workspace.id}${below}`)).status).toBe(404)
    }
    expect((await ada.api('DELETE', path)).status).toBe(404)
    expect((await ada.api('POST', '/workspaces', { slug: 'doomed' })).status).toBe(409)
    const { body } = await ada.api<List>('GET', '/workspaces?limit=100')
    expect(body.workspaces.map(({ slug }) => slug)).not.toContain('doomed')
  })

  /** Sends both while the auth database is locked, the first one first, so that they share a commit. */
  async function inOneCommit<A, B>(first: () => Promise<A>, second: () => Promise<B>) {
    const { database } = server.services.auth
    const lock = new Connection(database.path)
    lock.execute('BEGIN IMMEDIATE')
    const one = first()
    const { busyRetries } = database.statistics()
    while (database.statistics().busyRetries < busyRetries + 3) await Bun.sleep(5)
    const other = second()
    const retried = database.statistics().busyRetries
    while (database.statistics().busyRetries < retried + 3) await Bun.sleep(5)
    lock.close()
    return Promise.all([one, other])
  }

  test('honours If-Match at the moment at which it happens', async () => {
    await server.workspace('matched-late', { owner: ada })
    const path = '/workspaces/matched-late'
    const etag = (await ada.api('GET', path)).headers.get('etag') ?? ''
    const [renamed, deleted] = await inOneCommit(
      () => ada.api('PATCH', path, { name: 'Still wanted' }),
      () => ada.api('DELETE', path, undefined, { headers: { 'if-match': etag } }),
    )

    expect([renamed.status, deleted.status]).toEqual([200, 412])
    expect((await ada.api('GET', path)).body).toMatchObject({ name: 'Still wanted' })
  })

  test('leaves nothing to whoever comes right after it', async () => {
    await server.workspace('gone-first', { owner: ada })
    const path = '/workspaces/gone-first'
    const [deleted, renamed] = await inOneCommit(
      () => ada.api('DELETE', path),
      () => ada.api('PATCH', path, { name: 'Too late' }),
    )

    expect([deleted.status, renamed.status]).toEqual([204, 404])
  })

  test('fails no request that runs meanwhile in another way than 404', async () => {
    await server.workspace('raced-away', { owner: ada })
    const path = '/workspaces/raced-away'
    const reads = Array.from({ length: 20 }, () => ada.api('GET', `${path}/users`))
    const deletion = ada.api('DELETE', path)
    const more = Array.from({ length: 20 }, () => ada.api('GET', `${path}/users`))
    const statuses = (await Promise.all([...reads, ...more])).map(({ status }) => status)

    expect((await deletion).status).toBe(204)
    for (const status of statuses) expect([200, 404]).toContain(status)
  })
})

describe('GET /workspaces/:workspace/stats', () => {
  test('counts rows and statements, for owners and admins', async () => {
    await server.workspace('counted', { owner: ada, members: [bob] })
    const path = '/workspaces/counted'
    await ada.api('POST', `${path}/rooms`, { name: 'General', type: 'group' })

    const { status, body } = await ada.api<typeof WorkspaceStats.static>('GET', `${path}/stats`)
    expect(status).toBe(200)
    expect(body.rows).toEqual({ users: 1, rooms: 1, messages: 0, room_members: 1 })
    expect(body.bytes.file).toBeGreaterThan(4096)
    expect(body.schema_version).toBe(server.services.tenants.engine.latestVersion)
    expect(body.pool.was_open).toBe(true)
    expect(body.writes.commits).toBeGreaterThan(0)
    expect(body.statements.some(({ sql, count }) => /INTO rooms/.test(sql) && count === 1)).toBe(
      true,
    )
    expect((await bob.api('GET', `${path}/stats`)).status).toBe(403)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { CreatedInvitation } from '../../src/modules/invitations/schema.ts'
import { type Person, startServer, type TestServer } from '../harness/server.ts'

type Created = typeof CreatedInvitation.static

let server: TestServer
let ada: Person
let carl: Person
let count = 0
beforeAll(async () => {
  server = await startServer()
  ada = await server.person('ada@acme.test', { name: 'Ada <b>' })
  carl = await server.person('carl@acme.test')
})
afterAll(() => server.stop())

async function invite(body: object = {}) {
  count += 1
  const slug = `acme-${count}`
  const { id } = await server.workspace(slug, { owner: ada })
  await ada.api('PATCH', `/workspaces/${slug}`, { name: '<script>alert(1)</script>' })
  const path = `/workspaces/${slug}/invitations`
  const made = await ada.api<Created>('POST', path, { role: 'member', ...body })
  return { ...made.body, tenantId: id }
}

interface Visit {
  readonly as?: Person
  readonly headers?: Readonly<Record<string, string>>
}

/** As a browser asks for it. */
function visit(method: string, path: string, { as, headers = {} }: Visit = {}): Promise<Response> {
  const { sessionCookie } = server.services.site
  return fetch(server.url + path, {
    method,
    redirect: 'manual',
    headers: {
      accept: 'text/html,application/xhtml+xml',
      ...(as && { cookie: `${sessionCookie}=${as.token}` }),
      ...headers,
    },
  })
}

const own = { 'sec-fetch-site': 'same-origin' }
const isMember = (tenantId: string, { id }: Person) =>
  server.services.auth.memberships.find(tenantId, id) !== null

describe('the page of an invitation', () => {
  test('says what it is for, and joins nobody by being opened', async () => {
    const { token, tenantId } = await invite()
    for (const as of [undefined, carl]) {
      for (const method of ['GET', 'HEAD']) {
        const page = await visit(method, `/invitations/${token}`, { ...(as && { as }) })
        expect(page.status).toBe(200)
        expect(page.headers.get('content-type')).toStartWith('text/html')
        expect(page.headers.get('referrer-policy')).toBe('strict-origin')
        expect(page.headers.get('vary')).toBe('accept')
        if (method === 'HEAD') continue
        const html = await page.text()
        expect(html).toContain('&lt;script>alert(1)')
        expect(html).toContain('Ada &lt;b>')
        expect(html).not.toContain('<script')
        expect(html.includes(`action="/invitations/${token}/join"`)).toBe(as !== undefined)
        const next = encodeURIComponent(`/invitations/${token}`)
        expect(html.includes(`href="/sign-in?next=${next}"`)).toBe(as === undefined)
      }
    }
    expect(isMember(tenantId, carl)).toBe(false)
  })

  test('tells a member so, also one who joined by it when it is used up', async () => {
    const { token } = await invite()
    const path = `/invitations/${token}`
    const owner = await visit('GET', path, { as: ada })
    expect([owner.status, (await owner.text()).includes('/join')]).toEqual([200, false])
    await visit('POST', `${path}/join`, { as: carl, headers: own })

    const page = await visit('GET', path, { as: carl })
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('You have joined already')
    expect((await carl.api('GET', path)).body).toMatchObject({ is_member: true })
    expect((await visit('GET', path)).status).toBe(404)
    expect((await server.api('GET', path)).status).toBe(404)
  })

  test('is the same for whatever ended it', async () => {
    const made = await invite()
    await ada.api('DELETE', `/workspaces/acme-${count}/invitations/${made.id}`)
    const pages = await Promise.all(
      [made.token, `cni_${'A'.repeat(43)}`, 'x'].map((token) =>
        visit('GET', `/invitations/${token}`),
      ),
    )
    expect(pages.map(({ status }) => status)).toEqual([404, 404, 404])
    expect(new Set(await Promise.all(pages.map((page) => page.text()))).size).toBe(1)
  })
})

describe('its button', () => {
  test('joins, and leads to the workspace', async () => {
    const { token, tenantId } = await invite()
    const joined = await visit('POST', `/invitations/${token}/join`, { as: carl, headers: own })
    expect([joined.status, joined.headers.get('location')]).toEqual([303, `/w/acme-${count}`])
    expect(isMember(tenantId, carl)).toBe(true)
  })

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this host', { 'sec-fetch-site': 'same-site' }],
    ['another origin, in an old browser', { origin: 'http://localhost:1' }],
    ['nowhere', {}],
  ])('is not pressed by %s', async (_, headers) => {
    const { token, tenantId } = await invite()
    const answer = await visit('POST', `/invitations/${token}/join`, { as: carl, headers })
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('cross_site_request')
    expect(isMember(tenantId, carl)).toBe(false)
  })

  test('leads to the sign-in page and back where nobody is signed in', async () => {
    const { token } = await invite()
    const answer = await visit('POST', `/invitations/${token}/join`, { headers: own })
    const next = encodeURIComponent(`/invitations/${token}`)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/sign-in?next=${next}`])
  })

  test('says why it does not work for this person, and not for whom it would', async () => {
    const { token, tenantId } = await invite({ email: 'grace@acme.test' })
    const answer = await visit('POST', `/invitations/${token}/join`, { as: carl, headers: own })
    expect(answer.status).toBe(403)
    const html = await answer.text()
    expect(html).toContain('role="alert"')
    expect(html).toContain('sent to another address')
    expect(html).not.toContain('grace')
    expect(html).not.toContain('/join')
    expect(isMember(tenantId, carl)).toBe(false)
  })

  test('says that the workspace is suspended', async () => {
    const { token, tenantId } = await invite()
    await server.services.tenants.lifeCycle.suspend(tenantId, 'unpaid')
    const answer = await visit('POST', `/invitations/${token}/join`, { as: carl, headers: own })
    expect(answer.status).toBe(423)
    expect(await answer.text()).toContain('role="alert"')
  })
})

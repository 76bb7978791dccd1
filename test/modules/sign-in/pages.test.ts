import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { DEMO_OWNER, DEMO_SLUG } from '../../../src/auth/demo-person.ts'
import { raw } from '../../harness/raw.ts'
import { startServer, type TestServer } from '../../harness/server.ts'
import { type WebClient, webClient } from '../../harness/web-client.ts'
import { routeEntries } from '../../isolation-routes.ts'

let server: TestServer
beforeEach(async () => {
  server = await startServer()
})
afterEach(() => server.stop())

/** A browser in which this person is signed in. */
async function signedIn(email: string): Promise<WebClient> {
  const { auth } = server.services
  const { id } = await server.person(email)
  const { secret } = await auth.database.write(() => auth.sessions.create(id, { userAgent: null }))
  const browser = webClient()
  browser.jar.set('127.0.0.1', new Map([['conclave_session', secret]]))
  return browser
}

async function makeDemo(): Promise<void> {
  await server.workspace(DEMO_SLUG, { owner: await server.person(DEMO_OWNER) })
}

const forms = Object.entries(routeEntries)
  .filter(([key, { reach }]) => reach === 'page' && key.startsWith('POST '))
  .map(([key]) => key.slice(5).replace(':provider', 'oidc'))

describe('a form that another origin posts is refused', () => {
  test.each(forms)('%s', async (path) => {
    const ada = await signedIn('ada@acme.test')
    const fields = { email: 'ada@acme.test', slug: 'acme', name: 'Acme' }
    const foreign: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { origin: server.url.replace(/\d+$/, '1') },
    ]
    for (const headers of foreign) {
      const { status, text } = await ada.post(server.url + path, fields, headers)
      expect([status, JSON.parse(text).code]).toEqual([403, 'cross_site_request'])
    }
    expect((await ada.get(`${server.url}/me`)).status).toBe(200)
  })
})

describe('every page', () => {
  const pages = [
    '/sign-in',
    '/sign-in?error=OAuthAccountNotLinked',
    '/check-mail?email=ada@acme.test',
    '/auth/confirm?email=ada@acme.test&token=a',
    '/auth/error?error=Verification',
    '/sign-out',
  ]

  test.each(pages)('%s loads nothing from elsewhere and runs nothing inline', async (path) => {
    const anybody = path === '/sign-out' ? await signedIn('a@acme.test') : webClient()
    const { headers, text } = await anybody.get(server.url + path)

    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*form-action 'self'; base-uri 'none'; frame-ancestors 'none'/,
    )
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|https?:/)
    expect(text).not.toMatch(/<script|<style| style=| on\w+=|(src|href)="(https?:)?\/\//)
    expect(text).toMatch(/<html lang="en">.*<title>[^<]+ · Conclave<\/title>.*<h1>/)
  })

  test.each(['/sign-in?error=%3Cscript%3E', '/auth/error?error=__proto__', '/auth/error'])(
    '%s takes an error that there is not',
    async (path) => {
      const { text } = await webClient().get(server.url + path)
      expect(text).toContain('begun in another browser')
      expect(text).not.toContain('<script')
    },
  )
})

describe('somebody who is not signed in', () => {
  test.each(['/', '/sign-out'])('is sent from %s to sign in', async (path) => {
    expect((await webClient().get(server.url + path)).location).toBe(`${server.url}/sign-in`)
  })

  test('neither is one whose session has ended, or whose cookie is anything else', async () => {
    const ada = await signedIn('ada@acme.test')
    await server.services.auth.database.deleteFrom('sessions').execute()
    expect((await ada.get(`${server.url}/`)).location).toBe(`${server.url}/sign-in`)
    const { secret } = await server.token((await server.person('ada@acme.test')).id)
    for (const value of ['', 'x'.repeat(5_000), `cns_${'A'.repeat(43)}`, secret]) {
      const headers = { cookie: `conclave_session=${value}` }
      expect((await webClient().get(`${server.url}/`, headers)).status).toBe(303)
      expect((await webClient().get(`${server.url}/me`, headers)).status).toBe(401)
    }
  })
})

test('who is signed in already is sent on, to a page of ours', async () => {
  const ada = await signedIn('ada@acme.test')
  const { location } = await ada.get(`${server.url}/sign-in?next=/swagger`)
  expect(location).toBe(`${server.url}/swagger`)
  const away = await ada.get(`${server.url}/sign-in?next=//evil.test`)
  expect(away.location).toBe(`${server.url}/`)
})

describe('the session cookie', () => {
  test('is good for reading and for what our own pages change', async () => {
    const ada = await signedIn('ada@acme.test')
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
    const cookie = `conclave_session=${ada.cookie('127.0.0.1', 'conclave_session')}`
    const { status } = await server.api(
      'POST',
      '/workspaces',
      { slug: 'acme' },
      { headers: { ...headers, cookie } },
    )
    expect(status).toBe(201)
    expect((await ada.get(`${server.url}/workspaces/acme`)).status).toBe(200)
  })

  test.each([
    'POST /workspaces',
    'PATCH /workspaces/acme',
    'DELETE /workspaces/acme',
    'POST /me/tokens',
  ])('changes nothing for another origin: %s', async (operation) => {
    const ada = await signedIn('ada@acme.test')
    await server.workspace('acme', { owner: await server.person('ada@acme.test') })
    const [method = '', path = ''] = operation.split(' ')
    const cookie = `conclave_session=${ada.cookie('127.0.0.1', 'conclave_session')}`
    for (const foreign of [
      {},
      { 'sec-fetch-site': 'same-site' },
      { origin: 'http://localhost:1' },
    ]) {
      const headers = { cookie, 'content-type': 'application/json', ...foreign }
      const body = method === 'DELETE' ? undefined : {}
      const answer = await server.api(method, path, body, { headers })
      expect(answer).toMatchObject({ status: 403, body: { code: 'cross_site_request' } })
    }
    expect((await ada.get(`${server.url}/workspaces/acme`)).status).toBe(200)
  })

  test.each(['', 'Bearer', 'Basic YTpi', `Bearer cnv_${'A'.repeat(43)}`])(
    'counts for nothing beside Authorization: %j',
    async (authorization) => {
      const ada = await signedIn('ada@acme.test')
      expect((await ada.get(`${server.url}/me`, { authorization })).status).toBe(401)
    },
  )
})

test('signing out ends the session and takes the cookie away', async () => {
  const ada = await signedIn('ada@acme.test')
  const secret = ada.cookie('127.0.0.1', 'conclave_session')
  expect((await ada.get(`${server.url}/sign-out`)).text).toContain('ada@acme.test')

  const { status, location, headers: said } = await ada.post(`${server.url}/auth/signout`, {})
  expect([status, location]).toEqual([303, `${server.url}/sign-in`])
  // Drafts of the web client.
  expect(said.get('clear-site-data')).toBe('"storage"')
  expect(ada.cookie('127.0.0.1', 'conclave_session')).toBeUndefined()
  const headers = { cookie: `conclave_session=${secret}` }
  expect((await webClient().get(`${server.url}/me`, headers)).status).toBe(401)
})

test('clients of Auth.js can ask who is signed in', async () => {
  expect((await webClient().get(`${server.url}/auth/session`)).text).toBe('null')
  const ada = await signedIn('ada@acme.test')
  const { text } = await ada.get(`${server.url}/auth/session`)
  expect(JSON.parse(text)).toMatchObject({ user: { email: 'ada@acme.test' } })
  expect(text).not.toContain('cns_')
})

describe('the demo', () => {
  test('is one click away', async () => {
    await makeDemo()
    const browser = webClient()
    expect((await browser.get(`${server.url}/sign-in`)).text).toContain('action="/demo"')
    await browser.post(`${server.url}/demo`, { next: '/' })
    expect((await browser.get(`${server.url}/workspaces/demo`)).status).toBe(200)
  })

  test('is not there in production', async () => {
    await server.stop()
    server = await startServer({
      production: true,
      authUrl: 'http://127.0.0.1',
      authSecret: 'x'.repeat(32),
    })
    await makeDemo()
    expect((await webClient().get(`${server.url}/sign-in`)).text).not.toContain('/demo')
    expect((await webClient().post(`${server.url}/demo`, {})).status).toBe(404)
  })

  test('is not there through a proxy, nor under a name that has come to mean this machine', async () => {
    await makeDemo()
    const form = {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
    }
    const others: Record<string, string>[] = [
      { 'x-forwarded-for': '203.0.113.9' },
      { host: `evil.test:${new URL(server.url).port}` },
    ]
    for (const headers of others) {
      const request = { method: 'POST', target: '/demo', headers: { ...form, ...headers } }
      expect(await raw(server.url, { ...request, body: 'next=/' })).toMatchObject({ status: 404 })
    }
  })

  test('is not there where nobody has made it', async () => {
    await server.workspace(DEMO_SLUG, { owner: await server.person('ada@acme.test') })
    expect((await webClient().post(`${server.url}/demo`, {})).status).toBe(404)
  })
})

test.each([
  ['as JSON', 'application/json', '{"email":"ada@acme.test"}', 415],
  ['that is too large', 'application/x-www-form-urlencoded', `email=${'a'.repeat(20_000)}`, 413],
])('a form %s is refused', async (_, type, body, status) => {
  const headers = { 'content-type': type, 'sec-fetch-site': 'same-origin' }
  const response = await fetch(`${server.url}/auth/signin/email`, { method: 'POST', headers, body })
  expect(response.status).toBe(status)
})

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { OidcClient } from '../../../src/config/identity-providers.ts'
import { type IdentityProvider, identityProvider } from '../../harness/identity-provider.ts'
import { leaveForProvider, throughProvider } from '../../harness/provider-walk.ts'
import { startServer, type TestServer } from '../../harness/server.ts'
import { type WebAnswer, type WebClient, webClient } from '../../harness/web-client.ts'

/*
 * Sign-in with a real OpenID Connect provider, which is on 127.0.0.1 while the
 * app is on localhost: cookies know no ports, so that one host would mix them up.
 */

let provider: IdentityProvider
let server: TestServer
let app: string

beforeAll(async () => {
  provider = await identityProvider()
})
afterAll(() => provider.stop())
beforeEach(async () => {
  provider.people.clear()
  provider.people.set('ada', { email: 'Ada@acme.test', email_verified: true, name: 'Ada Lovelace' })
  await start()
})
afterEach(() => server.stop())

async function start(options: Partial<OidcClient> = {}) {
  const { issuer, clientId, clientSecret } = provider
  const oidc = { issuer, clientId, clientSecret, name: 'Acme', trustEmail: false, ...options }
  server = await startServer({ oidc })
  app = server.url.replace('127.0.0.1', 'localhost')
  provider.serve(app)
}

const leave = (browser: WebClient) => leaveForProvider(browser, app)
const comeBack = (browser: WebClient, sub: string, next?: string) =>
  throughProvider(browser, app, sub, next)

async function signIn(browser: WebClient, sub: string, next?: string): Promise<WebAnswer> {
  return browser.get(await comeBack(browser, sub, next))
}

const sessionOf = (browser: WebClient) => browser.cookie('localhost', 'conclave_session')

async function me(browser: WebClient): Promise<{ email: string; id: string }> {
  const { status, text } = await browser.get(`${app}/me`)
  expect(status).toBe(200)
  return JSON.parse(text)
}

/** What the person is told of their account, oldest first: what was done, and by which way in. */
async function logOf(browser: WebClient): Promise<string[]> {
  const { entries } = JSON.parse((await browser.get(`${app}/me/audit-log`)).text)
  const told = entries.map((entry: { action: string; details: { by?: string } | null }) =>
    [entry.action, entry.details?.by].join(' '),
  )
  return told.reverse()
}

/** What stands in a table of the auth database. */
const rows = (table: 'users' | 'accounts' | 'sessions') =>
  server.services.auth.database.selectFrom(table).selectAll().execute()

test('leads in: a session, a verified address, the page that was asked for', async () => {
  const browser = webClient()
  const { status, location } = await signIn(browser, 'ada', '/swagger?a=b')

  expect(status).toBe(303)
  expect(location).toBe(`${app}/swagger?a=b`)
  expect(await me(browser)).toMatchObject({ email: 'ada@acme.test', name: 'Ada Lovelace' })
  const [user] = await rows('users')
  expect(Date.parse(user?.emailVerified ?? '')).toBeGreaterThan(Date.now() - 60_000)
  expect([...(browser.jar.get('localhost')?.keys() ?? [])].sort()).toEqual([
    'authjs.callback-url',
    'conclave_session',
  ])
})

test('is written down: the account, the way in, the session', async () => {
  const browser = webClient()
  await signIn(browser, 'ada')
  const first = ['account.created oidc', 'account.linked oidc', 'session.created oidc']
  expect(await logOf(browser)).toEqual(first)

  const again = webClient()
  await signIn(again, 'ada')
  expect(await logOf(again)).toEqual([...first, 'session.created oidc'])
})

test('takes no name that nobody could choose here', async () => {
  const name = `Ada\r\nBcc: eve@acme.test\0${'x'.repeat(50_000)}`
  provider.people.set('ada', { email: 'ada@acme.test', email_verified: true, name })
  await signIn(webClient(), 'ada')
  const [user] = await rows('users')
  expect(user?.name).toMatch(/^Ada Bcc: eve@acme\.test x{57}$/)
})

test('keeps the hash of the session, and nothing of what the provider has given', async () => {
  const browser = webClient()
  await signIn(browser, 'ada')

  const secret = sessionOf(browser) ?? ''
  expect(secret).toMatch(/^cns_[\w-]{43}$/)
  const [session] = await rows('sessions')
  expect(session?.sessionToken).toBe(Bun.SHA256.hash(secret, 'hex'))
  const [account] = await rows('accounts')
  expect(account).toMatchObject({ provider: 'oidc', type: 'oidc', providerAccountId: 'ada' })
  expect(account).toMatchObject({ access_token: null, refresh_token: null, id_token: null })
})

test('asks for a code with a proof key, a state and a nonce, and comes back to our own origin', async () => {
  const { searchParams } = new URL(await leave(webClient()))

  expect(Object.fromEntries(searchParams)).toMatchObject({
    response_type: 'code',
    client_id: provider.clientId,
    code_challenge_method: 'S256',
    redirect_uri: `${app}/auth/callback/oidc`,
  })
  for (const name of ['code_challenge', 'state', 'nonce']) {
    expect(searchParams.get(name)?.length).toBeGreaterThan(20)
  }
})

test('whatever the Host header says', async () => {
  const headers = { 'sec-fetch-site': 'same-origin', host: 'evil.test' }
  const { text } = await webClient().post(`${app}/auth/signin/oidc`, { next: '/' }, headers)
  expect(text).not.toContain('evil.test')
  expect(text).toContain(encodeURIComponent(`${app}/auth/callback/oidc`))
})

describe('an attempt that is not whole signs nobody in', () => {
  const attempts: Record<string, (browser: WebClient, back: URL) => unknown> = {
    'another state': (_, back) => back.searchParams.set('state', 'x'.repeat(40)),
    'no state': (_, back) => back.searchParams.delete('state'),
    'the state of another attempt': async (_, back) => {
      const other = new URL(await comeBack(webClient(), 'ada'))
      back.searchParams.set('state', other.searchParams.get('state') ?? '')
    },
    'no state cookie': (browser) => browser.jar.get('localhost')?.delete('authjs.state'),
    'no nonce cookie': (browser) => browser.jar.get('localhost')?.delete('authjs.nonce'),
    'the nonce of another attempt': async (browser) => {
      const other = webClient()
      await leave(other)
      const nonce = other.cookie('localhost', 'authjs.nonce') ?? ''
      browser.jar.get('localhost')?.set('authjs.nonce', nonce)
    },
    'the proof key of another attempt': async (browser) => {
      const other = webClient()
      await leave(other)
      const name = 'authjs.pkce.code_verifier'
      browser.jar.get('localhost')?.set(name, other.cookie('localhost', name) ?? '')
    },
    'the browser of somebody else': (browser) => browser.jar.get('localhost')?.clear(),
    'another code': (_, back) => back.searchParams.set('code', 'x'.repeat(43)),
    'another issuer': (_, back) => back.searchParams.set('iss', 'https://evil.test'),
    'a refusal': (_, back) => {
      back.searchParams.delete('code')
      back.searchParams.set('error', 'access_denied')
    },
  }

  test.each(Object.keys(attempts))('%s', async (name) => {
    const browser = webClient()
    const back = new URL(await comeBack(browser, 'ada'))
    await attempts[name]?.(browser, back)
    const answer = await browser.get(back.href)

    expect(answer.status).toBe(303)
    expect(answer.location).toMatch(/\/(sign-in|auth\/error)\?error=\w+$/)
    expect(sessionOf(browser)).toBeUndefined()
    expect(await rows('sessions')).toEqual([])
    expect((await browser.get(answer.location)).headers.get('content-type')).toContain('text/html')
  })

  test('a code that was used', async () => {
    const browser = webClient()
    const back = await comeBack(browser, 'ada')
    const cookies = new Map(browser.jar.get('localhost'))
    await browser.get(back)
    browser.jar.set('localhost', cookies)
    expect((await browser.get(back)).location).toContain('error=')
    expect(sessionOf(browser)).toBeUndefined()
  })

  test('and leaves no secret in the log', async () => {
    const browser = webClient()
    const back = new URL(await comeBack(browser, 'ada'))
    back.searchParams.set('state', 'tampered')
    await browser.get(back.href)

    const log = server.logged.join()
    expect(log).toContain('not signed in')
    for (const secret of [provider.clientSecret, back.searchParams.get('code') ?? '', 'tampered']) {
      expect(log).not.toContain(secret)
    }
  })
})

test('what looks ahead with HEAD does not use the code up', async () => {
  const browser = webClient()
  const back = await comeBack(browser, 'ada')
  await fetch(back, { method: 'HEAD', redirect: 'manual' })
  await browser.get(back)
  expect(sessionOf(browser)).toBeString()
})

describe('an address', () => {
  test.each([
    ['that is not verified', { email: 'eve@acme.test', email_verified: false }],
    ['of which nothing is said', { email: 'eve@acme.test' }],
    ['that there is none', {}],
    ['that is none', { email: 'not an address', email_verified: true }],
  ])('%s lets nobody in, and lays no claim to it', async (_, identity) => {
    provider.people.set('eve', identity)
    const { location } = await signIn(webClient(), 'eve')
    expect(location).toBe(`${app}/auth/error?error=EmailNotVerified`)
    expect(await rows('users')).toEqual([])
  })

  test('counts where the operator trusts the issuer with it', async () => {
    await server.stop()
    await start({ trustEmail: true })
    provider.people.set('eve', { email: 'eve@acme.test' })
    const browser = webClient()
    await signIn(browser, 'eve')
    expect(await me(browser)).toMatchObject({ email: 'eve@acme.test' })
  })
})

describe('a person who is known', () => {
  test('by name only comes in as themselves', async () => {
    const named = await server.person('ADA@acme.test')
    const browser = webClient()
    await signIn(browser, 'ada')
    expect(await me(browser)).toMatchObject({ id: named.id })
    expect(await rows('users')).toHaveLength(1)
    expect(await logOf(browser)).toEqual(['account.linked oidc', 'session.created oidc'])
  })

  test('from elsewhere is not taken over, and is told so', async () => {
    const { auth } = server.services
    const { id } = await server.person('ada@acme.test')
    const emailVerified = new Date().toISOString()
    await auth.database.updateTable('users').set({ emailVerified }).where('id', '=', id).execute()
    const browser = webClient()
    const { location } = await signIn(browser, 'ada')

    expect(location).toBe(`${app}/sign-in?error=OAuthAccountNotLinked`)
    expect(sessionOf(browser)).toBeUndefined()
    expect(await rows('accounts')).toEqual([])
    const page = await browser.get(location)
    expect(page.text).toContain('Sign in the way you did before')
  })

  test('from here is the same at the next time, by subject and not by address', async () => {
    const browser = webClient()
    await signIn(browser, 'ada')
    const first = await me(browser)
    provider.people.set('ada', { email: 'ada@elsewhere.test', email_verified: false })
    const second = webClient()
    await signIn(second, 'ada')
    expect(await me(second)).toEqual({ ...first, credential: expect.anything() } as never)
  })
})

describe('sessions', () => {
  test('each time a new one; the one before goes on', async () => {
    const browser = webClient()
    await signIn(browser, 'ada')
    const first = sessionOf(browser) ?? ''
    await signIn(browser, 'ada')
    const second = sessionOf(browser) ?? ''

    expect(second).not.toBe(first)
    expect(await rows('sessions')).toHaveLength(2)
    const headers = { cookie: `conclave_session=${first}` }
    expect((await webClient().get(`${app}/me`, headers)).status).toBe(200)
  })

  test('a cookie that somebody has planted is not adopted', async () => {
    const planted = `cns_${'A'.repeat(43)}`
    const browser = webClient()
    browser.jar.set('localhost', new Map([['conclave_session', planted]]))
    await signIn(browser, 'ada')
    expect(sessionOf(browser)).not.toBe(planted)
    expect((await me(browser)).email).toBe('ada@acme.test')
  })

  test('signing in while somebody else is signed in connects the two in no way', async () => {
    provider.people.set('bob', { email: 'bob@acme.test', email_verified: true })
    const browser = webClient()
    await signIn(browser, 'ada')
    const adas = await me(browser)
    browser.jar.delete('127.0.0.1')
    await signIn(browser, 'bob')

    expect((await me(browser)).email).toBe('bob@acme.test')
    const accounts = await rows('accounts')
    expect(accounts.filter(({ userId }) => userId === adas.id)).toHaveLength(1)
  })
})

test('a provider that does not answer is an error page, and a line in the log', async () => {
  await server.stop()
  await start({ issuer: 'http://127.0.0.1:9' })
  const browser = webClient()
  const { status, location } = await browser.post(`${app}/auth/signin/oidc`, { next: '/' })
  expect(status).toBe(303)
  expect(location).toBe(`${app}/auth/error?error=Configuration`)
  expect(server.logged.join()).toContain('signing in failed')
})

test('a provider that is not set up is not there', async () => {
  const { status } = await webClient().post(`${app}/auth/signin/github`, { next: '/' })
  expect(status).toBe(404)
  expect((await webClient().get(`${app}/auth/callback/github?code=a`)).status).toBe(404)
})

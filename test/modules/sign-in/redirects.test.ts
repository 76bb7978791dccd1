import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { DEMO_OWNER, DEMO_SLUG } from '../../../src/auth/demo-person.ts'
import { type IdentityProvider, identityProvider } from '../../harness/identity-provider.ts'
import { throughProvider } from '../../harness/provider-walk.ts'
import { startServer, type TestServer } from '../../harness/server.ts'
import { type WebAnswer, webClient } from '../../harness/web-client.ts'

/*
 * Whatever a link has talked somebody into, and by whichever way they come in:
 * afterwards they are on this server. Mailed links are in mailed-link.test.ts.
 */

const PASSWORD = 'correct horse battery staple'

let provider: IdentityProvider
let server: TestServer
let app: string
beforeAll(async () => {
  provider = await identityProvider()
  provider.people.set('ada', { email: 'ada@idp.test', email_verified: true, name: 'Ada' })
  const { issuer, clientId, clientSecret } = provider
  server = await startServer({
    oidc: { issuer, clientId, clientSecret, name: 'Acme', trustEmail: false },
  })
  app = server.url.replace('127.0.0.1', 'localhost')
  provider.serve(app)
  await server.workspace(DEMO_SLUG, { owner: await server.person(DEMO_OWNER) })
  const { auth } = server.services
  const { id } = await server.person('grace@acme.test')
  const hash = await auth.hashing.hash(PASSWORD)
  await auth.database.write(() => auth.passwords.put(id, hash))
})
afterAll(async () => {
  await server.stop()
  await provider.stop()
})

const ways: Record<string, (next: string) => Promise<WebAnswer>> = {
  password: (next) =>
    webClient().post(`${app}/sign-in`, { email: 'grace@acme.test', password: PASSWORD, next }),
  demo: (next) => webClient().post(`${app}/demo`, { next }),
  'who is signed in already': async (next) => {
    const browser = webClient()
    await browser.post(`${app}/demo`, {})
    return browser.get(`${app}/sign-in?${new URLSearchParams({ next })}`)
  },
  provider: async (next) => {
    const browser = webClient()
    return browser.get(await throughProvider(browser, app, 'ada', next))
  },
  // A page on another port of this host can plant it.
  'provider, with a cookie that says where to go': async (next) => {
    const browser = webClient()
    const back = await throughProvider(browser, app, 'ada')
    const jar = browser.jar.get('localhost')
    const name = [...(jar?.keys() ?? [])].find((one) => one.includes('callback-url'))
    if (name === undefined) throw new Error('Auth.js keeps this elsewhere now')
    jar?.set(name, encodeURIComponent(next))
    return browser.get(back)
  },
}

const elsewhere = [
  'https://evil.test/',
  '//evil.test',
  '/\\evil.test',
  '\\\\evil.test',
  '/\t/evil.test',
  '/%09/evil.test/..//..//evil.test',
  'https:evil.test',
  'http://localhost@evil.test/',
  'http://localhost.evil.test/',
  'http://localhost:1/',
  '/.//evil.test',
  'javascript:alert(1)',
  '/\r\nlocation: https://evil.test/',
]

describe.each(Object.entries(ways))('by %s', (_, way) => {
  test('nobody is sent elsewhere', async () => {
    for (const next of elsewhere) {
      const answer = await way(next)
      expect([next, answer.status, new URL(answer.location).origin]).toEqual([next, 303, app])
    }
  })

  test('a page of ours is where one wanted to go', async () => {
    const answer = await way('/swagger')
    expect(answer.location).toBe(`${app}/swagger`)
  })
})

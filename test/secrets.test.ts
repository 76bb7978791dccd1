import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { filesThatHold } from './harness/grep.ts'
import { type IdentityProvider, identityProvider } from './harness/identity-provider.ts'
import { type MailServer, mailServer } from './harness/mail-server.ts'
import { throughProvider } from './harness/provider-walk.ts'
import { raw } from './harness/raw.ts'
import { startServer, type TestServer } from './harness/server.ts'
import { type Team, team } from './harness/team.ts'
import { type WebAnswer, type WebClient, webClient } from './harness/web-client.ts'

/*
 * Every way in is gone once, rightly and wrongly, with the log at its most
 * talkative. No secret that was issued or typed on the way may be anywhere but
 * in the answer or the mail that was for its owner.
 */

const PASSWORD = 'nobody has this one as an example'
const TYPED = 'a password that somebody mistyped'
const SMTP_PASSWORD = 'known-to-the-relay-alone'

let mail: MailServer
let provider: IdentityProvider
let server: TestServer
let app: string
let acme: Team
/** What must be nowhere, by what it is. */
const secrets = new Map<string, string>([
  ['the password', PASSWORD],
  ['a wrong password', TYPED],
  ['the password of the mail relay', SMTP_PASSWORD],
])
/** Where anybody was sent to. */
const locations: string[] = []

beforeAll(async () => {
  mail = await mailServer()
  provider = await identityProvider()
  provider.people.set('ada', { email: 'ada@idp.test', email_verified: true, name: 'Ada' })
  const { issuer, clientId, clientSecret } = provider
  secrets.set('the secret of the OpenID Connect client', clientSecret)
  server = await startServer({
    logLevel: 'trace',
    mail: {
      smtpUrl: mail.url.replace('//', `//relay:${SMTP_PASSWORD}@`),
      from: { name: 'Conclave', address: 'chat@acme.test' },
    },
    oidc: { issuer, clientId, clientSecret, name: 'Acme', trustEmail: false },
  })
  app = server.url.replace('127.0.0.1', 'localhost')
  provider.serve(app)
  acme = await team(server, 'acme')
  for (const { token } of [acme.ada, acme.grace, acme.linus]) secrets.set(`session ${token}`, token)
  for (const walk of Object.values(walks)) await walk()
})
afterAll(async () => {
  await server.stop()
  await provider.stop()
  await mail.stop()
})

/** Notes what our own answers give it, and where they send it. */
function browser(): WebClient {
  const client = webClient()
  const note = (url: string, answer: WebAnswer) => {
    if (!url.startsWith(app)) return answer
    locations.push(answer.location)
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=', 2) ?? []
      const isAddress = decodeURIComponent(value).startsWith('http')
      if (value !== '' && !isAddress) secrets.set(`${name} ${value.slice(0, 12)}`, value)
    }
    return answer
  }
  return {
    ...client,
    get: async (url, headers) => note(url, await client.get(url, headers)),
    post: async (url, fields, headers) => note(url, await client.post(url, fields, headers)),
  }
}

/** The link of the newest mail, and the secret in it. */
async function mailed(): Promise<URL> {
  await server.services.mailer.drained()
  const link = new URL(/^https?:\S+$/m.exec(mail.received.at(-1)?.text ?? '')?.[0] ?? '')
  const secret = link.searchParams.get('token') ?? link.pathname.split('/').at(-1) ?? ''
  secrets.set(`the link ${link.pathname}`, secret)
  return link
}

const walks = {
  async byMailedLink() {
    const visitor = browser()
    await visitor.post(`${app}/auth/signin/email`, { email: 'zoe@acme.test', next: '/' })
    const link = await mailed()
    await visitor.get(link.href)
    const fields = Object.fromEntries(link.searchParams)
    await visitor.post(`${app}/auth/confirm`, { ...fields, email: 'eve@acme.test' })
    await visitor.post(`${app}/auth/confirm`, fields)
    await visitor.post(`${app}/auth/confirm`, fields)
    await visitor.post(`${app}/auth/confirm`, fields, { origin: 'https://evil.test' })
    await visitor.post(`${app}/auth/signout`, {})
  },
  async byProvider() {
    const visitor = browser()
    const back = await throughProvider(visitor, app, 'ada')
    secrets.set('the code', new URL(back).searchParams.get('code') ?? '')
    await visitor.get(back)
    // Used, by somebody else, and broken.
    await visitor.get(back)
    await browser().get(back)
    await visitor.get(back.replace(/code=\w+/, 'code=nonsense'))
  },
  async byPassword() {
    const visitor = browser()
    await visitor.post(`${app}/sign-up`, { email: 'bob@acme.test' })
    const link = await mailed()
    const token = link.searchParams.get('token') ?? ''
    await visitor.get(link.href)
    await visitor.post(`${app}/set-password`, { token, password: 'short', name: 'Bob' })
    await visitor.post(`${app}/set-password`, { token, password: PASSWORD, name: 'Bob' })
    await visitor.post(`${app}/set-password`, { token, password: PASSWORD })
    await visitor.post(`${app}/sign-in`, { email: 'bob@acme.test', password: TYPED, next: '/' })
    await visitor.post(`${app}/sign-in`, { email: 'bob@acme.test', password: PASSWORD, next: '/' })
    const api = server.api<{ token: string }>
    const signedIn = await api('POST', '/session', { email: 'bob@acme.test', password: PASSWORD })
    const { token: session } = signedIn.body
    secrets.set('the session of a program', session)
    await server.api('POST', '/session', { email: 'bob@acme.test', password: TYPED, more: TYPED })
    await server.api('POST', '/session', { email: TYPED, password: [TYPED] })
    await server.api('POST', '/session', `{"email":"bob@acme.test","password":"${TYPED}`)
    const change = { current_password: TYPED, new_password: PASSWORD }
    await server.api('PUT', '/me/password', change, { token: session })
    await server.api('POST', '/password-resets', { email: 'bob@acme.test' })
    await mailed()
  },
  async byToken() {
    const { body } = await acme.ada.api<{ token: string }>('POST', '/me/tokens', {
      label: 'for secrets.test.ts',
      scopes: ['read'],
    })
    const { token } = body
    secrets.set('an API token', token)
    await server.api('GET', '/me', undefined, { token })
    await server.api('POST', '/workspaces', { slug: 'no', name: token }, { token })
    // Where people put tokens by mistake.
    await server.api('GET', `/me?token=${token}`, undefined, { token })
    await server.api('GET', '/me', undefined, { headers: { authorization: `Basic ${token}` } })
    await server.api('GET', '/me', undefined, { token: `${token}${token}` })
    await server.api('GET', '/me', undefined, { token: token.repeat(200) })
    const headers = { cookie: `conclave_session=${token}` }
    await server.api('GET', '/me', undefined, { headers })
    await raw(server.url, { method: 'GET', target: `/${token}%`, headers: { host: token } })
  },
  async byInvitation() {
    const path = `${acme.path}/invitations`
    const asked = { email: 'new@acme.test', role: 'member' }
    const { body } = await acme.ada.api<{ token: string }>('POST', path, asked)
    secrets.set('an invitation', body.token)
    const link = await mailed()
    const visitor = browser()
    await visitor.get(link.href)
    await acme.grace.api('POST', `/invitations/${body.token}/accept`)
    await acme.ada.api('POST', `/invitations/${body.token.slice(0, -1)}/accept`)
    // On to a provider: what the person wanted to open is not told there.
    await throughProvider(visitor, app, 'ada', link.pathname)
  },
  async byMailThatNobodyTakes() {
    mail.refusal = 550
    await browser().post(`${app}/auth/signin/email`, { email: 'refused@acme.test', next: '/' })
    await server.services.mailer.drained()
    mail.refusal = undefined
  },
}

const held = (text: string) =>
  [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => name)

test('enough was issued for the rest to mean something', () => {
  expect(secrets.size).toBeGreaterThan(20)
  expect([...secrets.values()].filter((secret) => secret.length < 12)).toEqual([])
  expect(server.logged.join()).toContain('not signed in')
})

describe('no secret is', () => {
  test('in the log', () => {
    expect(held(server.logged.join('\n'))).toEqual([])
    expect(held(server.printed.join('\n'))).toEqual([])
  })

  test('in the metrics', async () => {
    const metrics = await fetch(`${server.url}/metrics`)
    expect(metrics.status).toBe(200)
    expect(held(await metrics.text())).toEqual([])
  })

  test('in the audit log', async () => {
    const { body, status } = await acme.ada.api('GET', `${acme.path}/audit-log?limit=100`)
    expect(status).toBe(200)
    expect(held(JSON.stringify(body))).toEqual([])
    const own = await acme.ada.api('GET', '/me/audit-log?limit=100')
    expect(held(JSON.stringify(own.body))).toEqual([])
  })

  test('in the document of the API, whose examples are nobody’s', async () => {
    expect(held(await (await fetch(`${server.url}/swagger/json`)).text())).toEqual([])
  })

  test('in an address that somebody was sent to, but the invitation’s own', () => {
    const away = locations.filter((one) => !one.startsWith(`${app}/invitations/`))
    expect(away.length).toBeGreaterThan(10)
    expect(held(away.join('\n'))).toEqual([])
  })

  test('on the disk', async () => {
    expect(await filesThatHold(server.dataDir, [...secrets.values()])).toEqual([])
  })
})

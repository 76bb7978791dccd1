import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type MailServer, mailServer } from '../../harness/mail-server.ts'
import { raw } from '../../harness/raw.ts'
import { startServer, type TestServer } from '../../harness/server.ts'
import { type WebClient, webClient } from '../../harness/web-client.ts'

/** Sign-in by a link that a real mail server has received. */

let mail: MailServer
let server: TestServer
let app: string

beforeAll(async () => {
  mail = await mailServer()
})
afterAll(() => mail.stop())
beforeEach(async () => {
  const from = { name: 'Conclave', address: 'chat@acme.test' }
  server = await startServer({ mail: { smtpUrl: mail.url, from } })
  app = server.url.replace('127.0.0.1', 'localhost')
})
afterEach(() => server.stop())

async function ask(email: string, next = '/', headers?: Record<string, string>) {
  return webClient().post(`${app}/auth/signin/email`, { email, next }, headers)
}

/** The newest mail, once it has arrived. */
async function newest() {
  await server.services.mailer.drained()
  return mail.received.at(-1)
}

async function linkTo(email: string, next?: string): Promise<URL> {
  await ask(email, next)
  const link = /^https?:\S+$/m.exec((await newest())?.text ?? '')?.[0]
  return new URL(link ?? '')
}

/** The button of the page that the link leads to. */
function press(browser: WebClient, link: URL) {
  return browser.post(`${app}/auth/confirm`, Object.fromEntries(link.searchParams))
}

const sessionOf = (browser: WebClient) => browser.cookie('localhost', 'conclave_session')

async function addressOf(browser: WebClient): Promise<string> {
  const { status, text } = await browser.get(`${app}/me`)
  expect(status).toBe(200)
  return JSON.parse(text).email
}

test('leads a newcomer in: mail, page, button, session', async () => {
  const asked = await ask('Ada@Acme.test', '/swagger')
  expect(asked.status).toBe(303)
  const sent = (await webClient().get(asked.location)).text
  expect(sent).toContain('Check your mail')
  expect(sent).toContain('href="/sign-in?next=%2Fswagger"')

  const received = await newest()
  expect(received).toMatchObject({ from: 'chat@acme.test', to: ['ada@acme.test'] })
  const link = new URL(/^https?:\S+$/m.exec(received?.text ?? '')?.[0] ?? '')
  expect(link.origin).toBe(app)

  const browser = webClient()
  const page = await browser.get(link.href)
  expect(page.text).toContain('You are about to sign in as <strong>ada@acme.test</strong>')
  expect(sessionOf(browser)).toBeUndefined()

  const pressed = await press(browser, link)
  expect(pressed.location).toBe(`${app}/swagger`)
  expect(sessionOf(browser)).toMatch(/^cns_[\w-]{43}$/)
  expect(await addressOf(browser)).toBe('ada@acme.test')
  const person = server.services.auth.people.findByEmail('ada@acme.test')
  expect(Date.parse(person?.emailVerified ?? '')).toBeGreaterThan(Date.now() - 60_000)
  const { entries } = JSON.parse((await browser.get(`${app}/me/audit-log`)).text)
  expect(entries).toMatchObject([
    { action: 'session.created', details: { by: 'email' } },
    { action: 'account.created', details: { by: 'email' } },
  ])
})

test('opening the link does not use it up, however often and by whatever method', async () => {
  const link = await linkTo('ada@acme.test')
  for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS']) await fetch(link, { method })
  // The address by which Auth.js itself would use it up is not there.
  const direct = new URL(`/auth/callback/email${link.search}`, app)
  expect((await webClient().get(direct.href)).status).toBe(404)

  const browser = webClient()
  await press(browser, link)
  expect(await addressOf(browser)).toBe('ada@acme.test')
})

describe('a link signs nobody in', () => {
  const links: Record<string, (link: URL) => unknown> = {
    'that was used': (link) => press(webClient(), link),
    'for another address': (link) => link.searchParams.set('email', 'eve@acme.test'),
    'with another token': (link) => link.searchParams.set('token', 'x'.repeat(43)),
    'with a piece of the token': (link) =>
      link.searchParams.set('token', link.searchParams.get('token')?.slice(0, -1) ?? ''),
    'without a token': (link) => link.searchParams.delete('token'),
    'without an address': (link) => link.searchParams.delete('email'),
    'that is too old': () =>
      server.services.auth.database
        .updateTable('verification_tokens')
        .set({ expires: new Date(Date.now() - 1_000).toISOString() })
        .execute(),
    'with what stands in the database': async (link) => {
      const { database } = server.services.auth
      const row = await database.selectFrom('verification_tokens').selectAll().executeTakeFirst()
      link.searchParams.set('token', row?.token ?? '')
    },
  }

  test.each(Object.keys(links))('%s', async (name) => {
    const link = await linkTo('ada@acme.test', '/swagger')
    await links[name]?.(link)
    const browser = webClient()
    const { location } = await press(browser, link)
    expect(sessionOf(browser)).toBeUndefined()
    expect(location).toContain(`${app}/auth/error?error=`)
    // Where they wanted to go is not forgotten.
    expect((await browser.get(location)).text).toContain('href="/sign-in?next=%2Fswagger"')
  })
})

test('of two who press the button at once one is signed in', async () => {
  const link = await linkTo('ada@acme.test')
  const browsers = Array.from({ length: 5 }, () => webClient())
  await Promise.all(browsers.map((browser) => press(browser, link)))
  expect(browsers.filter((browser) => sessionOf(browser) !== undefined)).toHaveLength(1)
})

test('two links hold beside each other', async () => {
  const [first, second] = [await linkTo('ada@acme.test'), await linkTo('ada@acme.test')]
  for (const link of [second, first]) {
    const browser = webClient()
    await press(browser, link)
    expect(await addressOf(browser)).toBe('ada@acme.test')
  }
})

test('somebody who is known is answered like somebody who is not', async () => {
  await server.person('ada@acme.test')
  const answers = [await ask('ada@acme.test'), await ask('bob@acme.test')]
  const [known, unknown] = answers.map(({ status, location, text }) =>
    JSON.stringify({ status, location: location.replace(/ada|bob/, ''), text }),
  )
  expect(known).toBe(unknown as string)
})

test('the Host header has no part in the link', async () => {
  for (const host of ['evil.test', 'localhost.evil.test', `evil.test:${new URL(app).port}`]) {
    const { status, text } = await raw(server.url, {
      method: 'POST',
      target: '/auth/signin/email',
      headers: {
        host,
        'x-forwarded-host': host,
        origin: app,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'email=ada%40acme.test',
    })
    expect(status).toBe(303)
    expect(text).not.toContain('evil.test')
    const received = await newest()
    expect(received?.raw).not.toContain('evil.test')
    expect(received?.text).toContain(`\n${app}/auth/confirm?`)
  }
})

test.each([
  'https://evil.test/',
  '//evil.test',
  '/\\evil.test',
  'javascript:alert(1)',
  '/\t/evil.test',
])('afterwards nobody is sent to %j', async (next) => {
  const link = await linkTo('ada@acme.test', next)
  expect(link.searchParams.has('next')).toBe(false)
  // Nor by somebody who has changed the link.
  link.searchParams.set('next', next)
  const pressed = await press(webClient(), link)
  expect(new URL(pressed.location).origin).toBe(app)
})

test.each([
  'ada@acme.test\r\nBcc: eve@evil.test',
  'ada@acme.test\nBcc: eve@evil.test',
  'ada@acme.test, eve@evil.test',
  'ada@acme.test;eve@evil.test',
  '"ada@acme.test" <eve@evil.test>',
  'ada@acme.test@evil.test',
  'ada＠acme.test',
  'ada',
  '',
  `${'a'.repeat(250)}@acme.test`,
])('what is not one address gets no mail: %j', async (email) => {
  const before = mail.received.length
  const answer = await ask(email)
  await server.services.mailer.drained()

  expect(answer.status).toBe(422)
  expect(answer.text).toContain('aria-invalid="true"')
  expect(mail.received.length).toBe(before)
  expect(
    await server.services.auth.database.selectFrom('verification_tokens').selectAll().execute(),
  ).toBeEmpty()
})

test('what was typed comes back as text', async () => {
  const answer = await ask('"><script>alert(1)</script>', '"><script>')
  expect(answer.text).not.toContain('<script>')
  expect(answer.text).toContain('&lt;script')
})

test('a new session each time; the cookie that was there is neither adopted nor ended', async () => {
  const ada = webClient()
  await press(ada, await linkTo('ada@acme.test'))
  const first = sessionOf(ada)
  const shared = webClient()
  shared.jar.set('localhost', new Map([['conclave_session', first ?? '']]))
  await press(shared, await linkTo('bob@acme.test'))

  expect(sessionOf(shared)).not.toBe(first)
  expect(await addressOf(shared)).toBe('bob@acme.test')
  expect(await addressOf(ada)).toBe('ada@acme.test')
})

test('no log says whom a link was for, or what was in it', async () => {
  const link = await linkTo('ada@acme.test')
  await press(webClient(), link)
  await press(webClient(), link)
  const log = server.logged.join()
  expect(log).not.toContain('ada@')
  expect(log).not.toContain(link.searchParams.get('token') ?? 'x')
})

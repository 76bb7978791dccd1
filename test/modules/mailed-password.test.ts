import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../harness/server.ts'

const PASSWORD = 'correct horse battery staple'

let server: TestServer
beforeEach(async () => {
  server = await startServer()
})
afterEach(() => server.stop())

/** Asks, and waits until whatever is to be mailed has left. */
async function ask(path: '/accounts' | '/password-resets', email: string, headers = {}) {
  const answer = await server.api('POST', path, { email }, { headers })
  await server.services.mailer.drained()
  return answer
}

/** The link in the last mail that was printed. */
function mailedLink(): string {
  const link = server.printed.at(-1)?.match(/http\S+/)?.[0]
  if (link === undefined) throw new Error('no link was mailed')
  return link
}

const tokenIn = (link: string) => new URL(link).searchParams.get('token') ?? ''

/** As a browser does it from our own page. */
function submit(path: string, fields: Record<string, string>, headers = {}): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
    body: new URLSearchParams(fields),
  })
}

const choose = (token: string, password: string, fields = {}, headers = {}) =>
  submit('/set-password', { token, password, ...fields }, headers)

async function signUp(email: string, password = PASSWORD): Promise<string> {
  await ask('/accounts', email)
  const answer = await choose(tokenIn(mailedLink()), password)
  return /conclave_session=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''
}

const signIn = (email: string, password: string) =>
  server.api<{ token: string }>('POST', '/session', { email, password })

const works = async (token: string) =>
  (await server.api('GET', '/me', undefined, { token })).status === 200

describe('signing up', () => {
  test('a link is mailed, its page asks for a password, and one is signed in', async () => {
    expect((await ask('/accounts', 'ada@acme.test')).status).toBe(202)
    expect(server.services.auth.people.findByEmail('ada@acme.test')).toBeNull()
    const link = mailedLink()
    expect(link).toStartWith(`http://localhost:${new URL(server.url).port}/set-password?token=`)

    // Looking, as mail scanners do, uses nothing up.
    for (const method of ['HEAD', 'GET', 'GET']) {
      const page = await fetch(server.url + new URL(link).pathname + new URL(link).search, {
        method,
      })
      expect(page.status).toBe(200)
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
      if (method === 'GET') expect(await page.text()).toContain('ada@acme.test')
    }
    const answer = await choose(tokenIn(link), PASSWORD, { name: ' Ada Lovelace ' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^conclave_session=cns_[\w-]{43}; Path=\/;.*HttpOnly; SameSite=Lax/)
    const me = await fetch(`${server.url}/me`, { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(await me.json()).toMatchObject({ email: 'ada@acme.test', name: 'Ada Lovelace' })
    expect(server.services.auth.people.findByEmail('ada@acme.test')?.emailVerified).not.toBeNull()
    expect((await signIn('ada@acme.test', PASSWORD)).status).toBe(201)
  })

  test('with an address that has an account answers alike, and mails another letter', async () => {
    await signUp('ada@acme.test')
    const [known, unknown] = [
      await ask('/accounts', 'ada@acme.test'),
      await ask('/accounts', 'bob@acme.test'),
    ]
    const seen = ({ status, body, headers }: typeof known) => [status, body, [...headers.keys()]]
    expect(seen(known)).toEqual(seen(unknown))
    expect(server.printed.at(-2)).toContain('You have an account already')
    expect(server.printed.at(-1)).toContain('Confirm your address')
  })

  test('claims what an operator has made for the address, with its workspaces', async () => {
    const ada = await server.person('ada@acme.test', { kind: 'token' })
    await server.workspace('acme', { owner: ada })
    const session = await signUp('ADA@acme.test')
    const { body } = await server.api('GET', '/me', undefined, { token: session })
    expect(body).toMatchObject({ id: ada.id, workspaces: [{ slug: 'acme', role: 'owner' }] })
  })
})

/** Where the links and forms of a page lead that take somebody's wish along. */
function wishesOf(page: string): string[] {
  const links = [...page.matchAll(/href="(\/[a-z-]+)\?next=([^"]*)"/g)]
  const fields = [...page.matchAll(/action="([^"]*)".*?name="next" value="([^"]*)"/gs)]
  return [...links, ...fields].map(([, path, next = '']) => `${path} ${decodeURIComponent(next)}`)
}

describe('where somebody wanted to go', () => {
  const next = '/invitations/cni_secret?a=b'
  const wish = new URLSearchParams({ next })
  const show = async (path: string) => (await fetch(server.url + path)).text()

  test.each(['/sign-up', '/forgotten-password'])('%s leads there in the end', async (path) => {
    await signUp('grace@acme.test')
    expect(wishesOf(await show(`/sign-in?${wish}`))).toContain(`${path} ${next}`)
    expect(wishesOf(await show(`${path}?${wish}`))).toContain(`${path} ${next}`)
    const typo = await submit(path, { email: 'grace', next })
    expect([typo.status, wishesOf(await typo.text())]).toEqual([
      422,
      [`/sign-in ${next}`, `${path} ${next}`],
    ])
    const asked = await submit(path, { email: 'grace@acme.test', next })
    expect(wishesOf(await asked.text())).toEqual([`/sign-in ${next}`])
    await server.services.mailer.drained()

    const link = new URL(mailedLink())
    expect(wishesOf(await show(link.pathname + link.search))).toEqual([`/set-password ${next}`])
    const weak = await choose(tokenIn(link.href), 'short', { next })
    expect([weak.status, wishesOf(await weak.text())]).toEqual([422, [`/set-password ${next}`]])
    const answer = await choose(tokenIn(link.href), PASSWORD, { next })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, next])
    const ended = await choose(tokenIn(link.href), PASSWORD, { next })
    expect([ended.status, wishesOf(await ended.text())]).toEqual([
      410,
      ['/forgotten-password', '/sign-up', '/sign-in'].map((page) => `${page} ${next}`),
    ])
  })

  test('is never another host', async () => {
    await submit('/sign-up', { email: 'ada@acme.test', next: '//evil.test' })
    await server.services.mailer.drained()
    expect(mailedLink()).not.toContain('evil')
    expect(await show('/sign-up?next=//evil.test')).not.toContain('evil')
    const answer = await choose(tokenIn(mailedLink()), PASSWORD, { next: 'https://evil.test/' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
  })
})

describe('a forgotten password', () => {
  test('is replaced by mail, and all sessions end', async () => {
    const before = await signUp('ada@acme.test')
    const { body } = await signIn('ada@acme.test', PASSWORD)
    await ask('/password-resets', 'ADA@ACME.test')
    expect(server.printed.at(-1)).toContain('Mail to ada@acme.test')
    const answer = await choose(tokenIn(mailedLink()), 'another password')

    expect(answer.status).toBe(303)
    expect(await works(before)).toBe(false)
    expect(await works(body.token)).toBe(false)
    expect((await signIn('ada@acme.test', PASSWORD)).status).toBe(401)
    expect((await signIn('ada@acme.test', 'another password')).status).toBe(201)
  })

  test('of nobody is answered alike, and mails nothing', async () => {
    await signUp('ada@acme.test')
    const known = await ask('/password-resets', 'ada@acme.test')
    const mails = server.printed.length
    const unknown = await ask('/password-resets', 'nobody@acme.test')
    const seen = ({ status, body, headers }: typeof known) => [status, body, [...headers.keys()]]
    expect(seen(unknown)).toEqual(seen(known))
    expect(unknown.status).toBe(202)
    expect(server.printed).toHaveLength(mails)
  })

  test('can be replaced while wrong passwords keep its owner from signing in', async () => {
    await signUp('ada@acme.test')
    for (let i = 0; i < 10; i += 1) await signIn('ada@acme.test', `wrong password ${i}`)
    expect((await signIn('ada@acme.test', PASSWORD)).status).toBe(429)
    await ask('/password-resets', 'ada@acme.test')
    const answer = await choose(tokenIn(mailedLink()), 'another password')
    expect(answer.status).toBe(303)
  })
})

describe('a link', () => {
  test('is good once, and all like it are gone then', async () => {
    await ask('/accounts', 'ada@acme.test')
    const first = tokenIn(mailedLink())
    await ask('/accounts', 'ada@acme.test')
    const second = tokenIn(mailedLink())
    const answers = await Promise.all([
      choose(second, PASSWORD),
      choose(second, 'another password'),
      choose(first, 'another password'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410])
    expect((await choose(first, PASSWORD)).status).toBe(410)
    const ended = await fetch(`${server.url}/set-password?token=${first}`)
    expect(ended.status).toBe(410)
    // It may have been for somebody who has no account yet, to whom a reset mails nothing.
    const ways = [...(await ended.text()).matchAll(/class="button[^"]*" href="([^"]+)"/g)]
    expect(ways.map(([, href]) => href)).toEqual(['/forgotten-password', '/sign-up'])
  })

  test('that is too old, cut, or of another purpose is good for nothing', async () => {
    await ask('/accounts', 'ada@acme.test')
    const token = tokenIn(mailedLink())
    const { database } = server.services.auth
    const old = new Date(Date.now() - 1).toISOString()
    await database.write(() =>
      database.sql.prepare('UPDATE verification_tokens SET expires = ?').run(old),
    )
    const { secret } = await server.token((await server.person('bob@acme.test')).id)
    for (const wrong of [token, token.slice(1), `${token}A`, '', secret, 'x'.repeat(10_000)]) {
      const page = await fetch(
        `${server.url}/set-password?${new URLSearchParams({ token: wrong })}`,
      )
      expect(page.status).toBe(410)
      expect((await choose(wrong, PASSWORD)).status).toBe(410)
    }
    expect(server.services.auth.people.findByEmail('ada@acme.test')).toBeNull()
  })

  test('is stored as a hash, and is made of our own origin, whatever Host says', async () => {
    await ask('/password-resets', 'ada@acme.test', { host: 'evil.test' })
    await ask('/accounts', 'ada@acme.test', { host: 'evil.test', 'x-forwarded-host': 'evil.test' })
    expect(server.printed.join()).not.toContain('evil.test')
    const rows = server.services.auth.database.sql
      .prepare<object>('SELECT * FROM verification_tokens')
      .all()
    expect(JSON.stringify(rows)).not.toContain(tokenIn(mailedLink()))
    expect(server.logged.join()).not.toContain(tokenIn(mailedLink()))
  })

  test('is not used up by a password that is refused', async () => {
    await ask('/accounts', 'ada@acme.test')
    const token = tokenIn(mailedLink())
    const refused = await choose(token, 'short', { name: 'Ada <b>' })
    const page = await refused.text()
    expect(refused.status).toBe(422)
    expect(page).toContain('at least 10 characters')
    expect(page).toContain('Ada &lt;b>')
    expect(page).not.toContain('value="short"')
    expect((await choose(token, PASSWORD)).status).toBe(303)
  })

  test('signs nobody in whose browser was sent to it from elsewhere', async () => {
    await ask('/accounts', 'eve@acme.test')
    const token = tokenIn(mailedLink())
    for (const headers of [
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': '', origin: 'http://localhost:1' },
    ]) {
      const answer = await choose(token, PASSWORD, {}, headers)
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null])
    }
    expect((await choose(token, PASSWORD)).status).toBe(303)
  })
})

describe('the pages that ask', () => {
  test.each([
    ['/sign-up', 'Confirm your address'],
    ['/forgotten-password', undefined],
  ])('%s takes an address', async (path, subject) => {
    expect((await fetch(server.url + path)).status).toBe(200)
    const wrong = await submit(path, { email: 'ada at acme' })
    expect([wrong.status, await wrong.text()]).toEqual([
      422,
      expect.stringContaining('role="alert"'),
    ])
    const right = await submit(path, { email: ' ada@acme.test ' })
    expect([right.status, await right.text()]).toEqual([
      200,
      expect.stringContaining('Check your mail'),
    ])
    await server.services.mailer.drained()
    if (subject !== undefined) expect(server.printed.at(-1)).toContain(subject)
    expect(
      (await submit(path, { email: 'a@b.test' }, { 'sec-fetch-site': 'cross-site' })).status,
    ).toBe(403)
  })
})

describe('the form of the sign-in page', () => {
  const form = (password: string, fields = {}, headers = {}) =>
    submit('/sign-in', { email: 'ada@acme.test', password, ...fields }, headers)

  test('makes a session, a new one each time, and goes on within our own pages', async () => {
    await signUp('ada@acme.test')
    const cookies = []
    for (const [next, location] of [
      ['/swagger', '/swagger'],
      ['//evil.test', '/'],
      ['https://evil.test', '/'],
    ] as const) {
      const answer = await form(
        PASSWORD,
        { next },
        { cookie: `conclave_session=cns_${'A'.repeat(43)}` },
      )
      expect([answer.status, answer.headers.get('location')]).toEqual([303, location])
      cookies.push(/cns_[\w-]{43}/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? '')
    }
    expect(new Set(cookies).size).toBe(3)
    expect(cookies.join()).not.toContain('AAAAAAAA')
    for (const cookie of cookies) expect(await works(cookie)).toBe(true)
  })

  test('tells the same of a wrong address and a wrong password, and bounds both', async () => {
    await signUp('ada@acme.test')
    const page = async (email: string) => {
      const answer = await form('wrong password', { email })
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null])
      return (await answer.text()).replaceAll(email, '')
    }
    expect(await page('ada@acme.test')).toBe(await page('bob@acme.test'))
    for (let i = 1; i < 10; i += 1) await form('wrong password')
    const refused = await form(PASSWORD)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.text()).toContain('role="alert"')
  })

  test('takes nothing from another origin', async () => {
    await signUp('ada@acme.test')
    const answer = await form(PASSWORD, {}, { 'sec-fetch-site': 'same-site' })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null])
  })

  test('mails few links to one address', async () => {
    for (let i = 0; i < 5; i += 1) {
      expect((await submit('/auth/signin/email', { email: 'ada@acme.test' })).status).toBe(303)
    }
    expect((await submit('/auth/signin/email', { email: 'ada@acme.test' })).status).toBe(429)
    await server.services.mailer.drained()
  })
})

describe('mails', () => {
  test('to one address are few, for those who have an account and for others', async () => {
    await signUp('ada@acme.test')
    for (const [email, left] of [
      ['ada@acme.test', 4],
      ['nobody@acme.test', 5],
    ] as const) {
      for (let i = 0; i < left; i += 1) {
        expect((await ask('/password-resets', email)).status).toBe(202)
      }
      const refused = await ask('/password-resets', email)
      expect(refused).toMatchObject({ status: 429, body: { code: 'quota_exceeded' } })
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    }
  })

  test.each([
    'ada@acme.test\r\nBcc: eve@evil.test',
    'ada@acme.test, eve@evil.test',
    'Ada <ada@acme.test>',
    'sign-up:ada@acme.test',
    '',
  ])('do not go to %j', async (email) => {
    for (const path of ['/accounts', '/password-resets'] as const) {
      const answer = await ask(path, email)
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/email' }] } })
    }
    expect(server.printed).toEqual([])
  })
})

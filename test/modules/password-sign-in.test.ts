import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { type Person, startServer, type TestServer } from '../harness/server.ts'

const PASSWORD = 'correct horse battery staple'

let server: TestServer
let ada: Person
beforeEach(async () => {
  server = await startServer()
  ada = await server.person('ada@acme.test')
  await give(ada.id, PASSWORD)
})
afterEach(() => server.stop())

async function give(personId: string, password: string): Promise<void> {
  const { auth } = server.services
  const hash = await auth.hashing.hash(password)
  await auth.database.write(() => auth.passwords.put(personId, hash))
}

interface Made {
  readonly id: string
  readonly token: string
  readonly expires_at: string
  readonly code: string
}

const signIn = (email: string, password: string, headers = {}) =>
  server.api<Made>('POST', '/session', { email, password }, { headers })

const auditOf = (personId: string) => {
  const filter = { before: null, action: null, actorId: null, since: null, until: null, limit: 9 }
  return server.services.auth.audit.ofPerson(personId, filter).map(({ action }) => action)
}

test('the right password makes a session that works until it is ended', async () => {
  const { status, headers, body } = await signIn('ADA@acme.test', PASSWORD, {
    'user-agent': 'curl/9',
  })
  expect(status).toBe(201)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('set-cookie')).toBeNull()
  expect(headers.get('ratelimit')).toBe('"sign-in";r=9;t=900')
  const options = { token: body.token }
  expect((await server.api('GET', '/me', undefined, options)).body).toMatchObject({
    email: 'ada@acme.test',
    credential: { kind: 'session', id: body.id },
  })
  expect((await server.api('GET', '/me/sessions', undefined, options)).body).toMatchObject({
    sessions: [{ id: body.id, current: true, user_agent: 'curl/9' }, { current: false }],
  })
  expect(auditOf(ada.id)).toEqual(['session.created'])

  const out = await server.api('DELETE', '/session', undefined, options)
  expect([out.status, out.headers.get('set-cookie')]).toEqual([
    204,
    expect.stringContaining('conclave_session=; Path=/; Max-Age=0'),
  ])
  expect((await server.api('GET', '/me', undefined, options)).status).toBe(401)
  expect((await ada.api('GET', '/me')).status).toBe(200)
})

test('is typed as one likes: composed or not, it is the same text', async () => {
  await give(ada.id, 'pässwörter über alles')
  const decomposed = 'pässwörter über alles'.normalize('NFD')
  expect((await signIn(ada.email, decomposed)).status).toBe(201)
})

describe('what is wrong', () => {
  test('with the address and with the password is answered alike, after the same work', async () => {
    await server.person('without@acme.test')
    const { hashing } = server.services.auth
    const answers = []
    for (const [email, password] of [
      ['ada@acme.test', 'wrong password'],
      ['ada@acme.test', ''],
      ['ada@acme.test', `${PASSWORD}\0`],
      ['ada@acme.test', 'x'.repeat(1_000)],
      ['nobody@acme.test', PASSWORD],
      ['without@acme.test', PASSWORD],
      ['no address', PASSWORD],
      ["' OR 1=1 --", PASSWORD],
    ] as const) {
      const runs = hashing.runs
      const answer = await signIn(email, password)
      expect(hashing.runs).toBe(runs + 1)
      const { request_id, ...rest } = answer.body as unknown as Record<string, unknown>
      answers.push({ status: answer.status, rest })
    }
    expect(answers[0]).toMatchObject({ status: 401, rest: { code: 'wrong_credentials' } })
    for (const answer of answers) expect(answer).toEqual(answers[0] as never)
  })

  test('is written down for whose account it is, and for nobody else', async () => {
    await signIn('ada@acme.test', 'wrong password')
    await signIn('nobody@acme.test', 'wrong password')
    while (!auditOf(ada.id).includes('sign_in.failed')) await Bun.sleep(5)
    const rows = server.services.auth.database.sql.prepare<object>('SELECT * FROM audit_log').all()
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain('wrong password')
  })

  test('is written down off the path of the answers, several in one unit', async () => {
    const { database } = server.services.auth
    const { units } = database.statistics()
    for (const password of ['wrong', 'wrong again']) {
      expect((await signIn('ada@acme.test', password)).status).toBe(401)
      // Neither this answer nor the next request waits for a commit.
      await new Promise((resolve) => setImmediate(resolve))
      expect(database.statistics().units).toBe(units)
    }
    while (!auditOf(ada.id).includes('sign_in.failed')) await Bun.sleep(20)
    expect(auditOf(ada.id)).toEqual(['sign_in.failed', 'sign_in.failed'])
    expect(database.statistics().units).toBe(units + 1)
  })

  test('with the body is told without repeating it', async () => {
    for (const body of [
      { email: 'ada@acme.test' },
      { email: 'ada@acme.test', password: 17 },
      { email: 'ada@acme.test', password: 'hunter2'.repeat(200) },
      { email: 'ada@acme.test', password: 'hunter2', admin: true },
    ]) {
      const { status, body: problem } = await server.api('POST', '/session', body)
      expect(status).toBe(422)
      expect(JSON.stringify(problem)).not.toContain('hunter2')
    }
    expect(server.logged.join()).not.toContain('hunter2')
  })
})

test('a password that is changed while it is checked lets nobody in', async () => {
  const { auth } = server.services
  const other = await auth.hashing.hash('another password')
  expect((await ada.api('GET', '/me')).status).toBe(200)
  // It waits behind these, knowing the old one.
  const busy = Array.from({ length: 20 }, () => auth.hashing.verify('whatever', null))
  const begun = () => auth.hashing.runs + auth.hashing.waiting
  const before = begun()
  const answer = signIn(ada.email, PASSWORD)
  while (begun() === before) await Bun.sleep(1)
  await auth.database.write(() => auth.passwords.put(ada.id, other))
  expect(await answer).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } })
  await Promise.all(busy)
})

describe('too many', () => {
  test('wrong passwords are refused before they are looked at, also all at once', async () => {
    const { hashing } = server.services.auth
    const runs = hashing.runs
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, i) => signIn(ada.email, `wrong password ${i}`)),
    )
    const statuses = outcomes.map(({ status }) => status).sort()
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(20).fill(429)])
    expect(hashing.runs).toBe(runs + 10)

    const right = await signIn(ada.email, PASSWORD)
    expect(right).toMatchObject({ status: 429, body: { code: 'quota_exceeded' } })
    expect(Number(right.headers.get('retry-after'))).toBeLessThanOrEqual(900)
    expect(right.headers.get('ratelimit')).toStartWith('"sign-in";r=0;t=')
    expect(right.headers.get('ratelimit-policy')).toBe('"sign-in";q=10;w=900')
  })

  test('at one account is the same for one that nobody has', async () => {
    for (let i = 0; i < 10; i += 1) await signIn('nobody@acme.test', PASSWORD)
    expect((await signIn('nobody@acme.test', PASSWORD)).status).toBe(429)
    // A session that is there already goes on, and so does everybody else.
    expect((await ada.api('GET', '/me')).status).toBe(200)
    expect((await signIn(ada.email, PASSWORD)).status).toBe(201)
  })
})

test('an API token signs nobody out', async () => {
  const token = await server.person(ada.email, { kind: 'token' })
  const answer = await token.api('DELETE', '/session')
  expect(answer).toMatchObject({ status: 403, body: { code: 'session_required' } })
})

describe('PUT /me/password', () => {
  const change = (person: Person, current_password: string, new_password: string) =>
    person.api('PUT', '/me/password', { current_password, new_password })

  test('needs the old one, and ends the other sessions', async () => {
    const other = await server.person(ada.email)
    expect((await change(ada, PASSWORD, 'another password')).status).toBe(204)

    expect((await ada.api('GET', '/me')).status).toBe(200)
    expect((await other.api('GET', '/me')).status).toBe(401)
    expect((await signIn(ada.email, PASSWORD)).status).toBe(401)
    expect((await signIn(ada.email, 'another password')).status).toBe(201)
    expect(auditOf(ada.id)).toContain('password.changed')
  })

  test('refuses a wrong old one, ten times', async () => {
    const wrong = () => change(ada, 'wrong password', 'another password')
    for (let i = 0; i < 10; i += 1) {
      expect(await wrong()).toMatchObject({
        status: 422,
        body: { code: 'wrong_password', errors: [{ pointer: '/current_password' }] },
      })
    }
    expect((await wrong()).status).toBe(429)
  })

  test('has nothing to change for who has none', async () => {
    const bob = await server.person('bob@acme.test')
    expect((await change(bob, '', 'another password')).status).toBe(422)
    expect(server.services.auth.passwords.hashOf(bob.id)).toBeNull()
  })

  test('is not for API tokens', async () => {
    const token = await server.person(ada.email, { kind: 'token' })
    const answer = await change(token, PASSWORD, 'another password')
    expect(answer).toMatchObject({ status: 403, body: { code: 'session_required' } })
  })

  test.each([
    ['too short', 'nine char'],
    ['too long', 'é'.repeat(201)],
    ['with a NUL', 'a password\0'],
    ['with half a character', 'a password\ud83d'],
    ['of one character', 'aaaaaaaaaaaa'],
  ])('refuses a new one that is %s', async (_, password) => {
    const answer = await change(ada, PASSWORD, password)
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/new_password' }] } })
    expect(JSON.stringify(answer.body)).not.toContain(password.slice(0, 9))
  })

  test.each([
    ['10 characters', '🎉🎉🎉🎉🎉🎉🎉🎉🎉!'],
    ['200 characters', `${'é'.repeat(199)}!`],
    ['blanks', ' . . . . . '],
  ])('takes a new one of %s', async (_, password) => {
    expect((await change(ada, PASSWORD, password)).status).toBe(204)
    expect((await signIn(ada.email, password)).status).toBe(201)
  })
})

import { describe, expect, test } from 'bun:test'
import { SESSION_LIFE } from '../../src/auth/sessions.ts'
import { Connection } from '../../src/database/connection.ts'
import { toSqliteTime } from '../../src/database/time.ts'
import { Problem } from '../../src/problem.ts'
import { scratchAuth } from './scratch-auth.ts'

const auth = scratchAuth()
const day = 24 * 60 * 60_000

const person = (email = 'ada@acme.test') =>
  auth().database.write(() => auth().people.findOrCreate(email).id)

const signIn = (personId: string, userAgent: string | null = null) =>
  auth().database.write(() => auth().sessions.create(personId, { userAgent }))

/** The code of what a secret is refused with; undefined when it is taken. */
function refusal(secret: string): string | undefined {
  try {
    auth().authority.authenticate(secret)
    return undefined
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return error.code
    throw error
  }
}

const setExpiry = (id: string, expires: string) =>
  auth().database.write(() =>
    auth().database.sql.prepare('UPDATE sessions SET expires = ? WHERE id = ?').run(expires, id),
  )

const inFuture = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString()

test('a session is its person, in all workspaces and with all scopes', async () => {
  const id = await person()
  const { secret, row } = await signIn(id)
  const caller = auth().authority.authenticate(secret)

  expect(secret).toMatch(/^cns_[\w-]{43}$/)
  expect(caller).toMatchObject({
    personId: id,
    email: 'ada@acme.test',
    scopes: new Set(['read', 'write', 'admin']),
    tenantId: null,
    credential: { kind: 'session', id: row.id },
  })
  expect(Date.parse(`${caller.expiresAt}Z`)).toBe(Date.parse(row.expires))
  expect(Math.abs(Date.parse(row.expires) - Date.now() - SESSION_LIFE)).toBeLessThan(60_000)
})

test('only the hash of its secret is kept', async () => {
  const { secret } = await signIn(await person())
  const rows = auth().database.sql.prepare<object>('SELECT * FROM sessions').all()
  expect(JSON.stringify(rows)).not.toContain(secret)
  expect(JSON.stringify(rows)).not.toContain(secret.slice(4))
})

test('what is no living session is refused', async () => {
  const { secret, row } = await signIn(await person())
  const wrong = [
    secret.slice(0, -1),
    `${secret}A`,
    secret.replace('cns_', 'cnv_'),
    secret.replace('cns_', 'cnx_'),
    secret.slice(4),
    row.sessionToken,
    row.id,
    `cns_${'A'.repeat(43)}`,
    `cns_${'A'.repeat(1_000_000)}`,
  ]
  for (const text of wrong) expect(refusal(text)).toBe('invalid_token')
  expect(refusal(secret)).toBeUndefined()

  for (const expires of [inFuture(-1), '', 'soon', '0', inFuture(-day)]) {
    await setExpiry(row.id, expires)
    expect(refusal(secret)).toBe('invalid_token')
  }
  // As Auth.js writes it, and in SQLite's own form.
  for (const expires of [inFuture(day), toSqliteTime(new Date(Date.now() + day))]) {
    await setExpiry(row.id, expires)
    expect(refusal(secret)).toBeUndefined()
  }
})

describe('revoking', () => {
  test('one session leaves the others', async () => {
    const id = await person()
    const [one, other] = [await signIn(id), await signIn(id)]
    const caller = auth().authority.authenticate(one.secret)
    expect(await auth().database.write(() => auth().sessions.revoke(one.row.id, id))).toBe(true)

    expect(refusal(one.secret)).toBe('invalid_token')
    expect(() => auth().authority.recheck(caller)).toThrow(Problem)
    expect(refusal(other.secret)).toBeUndefined()
    expect(await auth().database.write(() => auth().sessions.revoke(one.row.id, id))).toBe(false)
  })

  test('reaches nobody else', async () => {
    const [ada, bob] = [await person(), await person('bob@acme.test')]
    const [adas, bobs] = [await signIn(ada), await signIn(bob)]
    await auth().database.write(() => {
      expect(auth().sessions.revoke(adas.row.id, bob)).toBe(false)
      auth().sessions.revokeAll(bob)
    })
    expect(refusal(adas.secret)).toBeUndefined()
    expect(refusal(bobs.secret)).toBe('invalid_token')
  })

  test('all but one', async () => {
    const id = await person()
    const made = [await signIn(id), await signIn(id), await signIn(id)]
    await auth().database.write(() => auth().sessions.revokeAllBut(id, made[1]?.row.id ?? ''))
    const refused = made.map(({ secret }) => refusal(secret))
    expect(refused).toEqual(['invalid_token', undefined, 'invalid_token'])
  })

  test('holds for what was remembered, when another process does it', async () => {
    const { secret, row } = await signIn(await person())
    expect(refusal(secret)).toBeUndefined()
    const other = new Connection(auth().database.path, { busyTimeout: 1_000 })
    other.prepare('DELETE FROM sessions WHERE id = ?').run(row.id)
    other.close()
    await new Promise(setImmediate)
    expect(refusal(secret)).toBe('invalid_token')
  })
})

describe('a session that is used', () => {
  const rowOf = (personId: string) => auth().sessions.ofPerson(personId)[0]

  /** Uses it, and waits until that was written down. */
  async function use(personId: string, secret: string) {
    const past = toSqliteTime(new Date(Date.now() - 61_000))
    await auth().database.write(() =>
      auth().database.sql.prepare('UPDATE sessions SET last_used_at = ?').run(past),
    )
    auth().authority.authenticate(secret)
    while (rowOf(personId)?.last_used_at === past) await Bun.sleep(20)
    return rowOf(personId)
  }

  test('ends 30 days after its last use, and slides once a day', async () => {
    const id = await person()
    const { secret, row } = await signIn(id)
    const recent = inFuture(SESSION_LIFE - day + 60_000)
    await setExpiry(row.id, recent)
    expect((await use(id, secret))?.expires).toBe(recent)

    await setExpiry(row.id, inFuture(SESSION_LIFE - day - 60_000))
    const slid = Date.parse((await use(id, secret))?.expires ?? '')
    expect(Math.abs(slid - Date.now() - SESSION_LIFE)).toBeLessThan(60_000)
  })

  test('does not come back to life', async () => {
    const [ada, bob] = [await person(), await person('bob@acme.test')]
    const [ended, living] = [await signIn(ada), await signIn(bob)]
    const soon = inFuture(300)
    await setExpiry(ended.row.id, soon)
    await auth().database.write(() =>
      auth().database.sql.prepare('UPDATE sessions SET last_used_at = NULL').run(),
    )
    // Both uses are written down by the same unit of work, after the first session has ended.
    auth().authority.authenticate(ended.secret)
    auth().authority.authenticate(living.secret)
    while (rowOf(bob)?.last_used_at === null) await Bun.sleep(20)
    expect(refusal(ended.secret)).toBe('invalid_token')
    expect(rowOf(ada)).toBeUndefined()
  })
})

test('those that have ended are swept when somebody signs in', async () => {
  const id = await person()
  const { row } = await signIn(id)
  await setExpiry(row.id, inFuture(-1))
  await signIn(await person('bob@acme.test'))
  const ids = auth().database.sql.prepare<{ id: string }>('SELECT id FROM sessions').all()
  expect(ids.map((one) => one.id)).not.toContain(row.id)
})

test('the hundred-and-first takes the place of the one that was used longest ago', async () => {
  const id = await person()
  const [oldest, next] = [await signIn(id), await signIn(id)]
  await auth().database.write(() => {
    for (let made = 2; made < 100; made += 1) auth().sessions.create(id, { userAgent: null })
  })
  expect(refusal(oldest.secret)).toBeUndefined()
  const newest = await signIn(id)
  expect(auth().sessions.ofPerson(id)).toHaveLength(100)
  expect([oldest, next, newest].map(({ secret }) => refusal(secret))).toEqual([
    'invalid_token',
    undefined,
    undefined,
  ])
})

test('of a long user agent a part is kept, without half a character', async () => {
  const { row } = await signIn(await person(), `${'x'.repeat(255)}🎉`)
  expect(row.user_agent).toBe(`${'x'.repeat(255)}\ufffd`)
})

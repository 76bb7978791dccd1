import { describe, expect, test } from 'bun:test'
import { requireScope } from '../../src/auth/authority.ts'
import type { TokenScope, WorkspaceRole } from '../../src/auth/rows.ts'
import { Connection } from '../../src/database/connection.ts'
import { toSqliteTime } from '../../src/database/time.ts'
import { Problem } from '../../src/problem.ts'
import { Registry } from '../../src/tenancy/registry.ts'
import { newTenantId, type TenantState } from '../../src/tenancy/tenant.ts'
import { scratchAuth } from './scratch-auth.ts'

const auth = scratchAuth()

interface TokenOptions {
  readonly scopes?: readonly TokenScope[]
  readonly tenantId?: string
  readonly expiresAt?: string
}

/** A person with a token, made now. */
function person(email: string, options: TokenOptions = {}) {
  return auth().database.write(() => {
    const { id } = auth().people.findOrCreate(email)
    const { secret, row } = auth().tokens.create(id, {
      label: 'test',
      scopes: options.scopes ?? ['read', 'write', 'admin'],
      tenantId: options.tenantId ?? null,
      expiresAt: options.expiresAt ?? null,
    })
    return { id, secret, tokenId: row.id }
  })
}

/** A workspace in the registry only: authority never opens one. */
function workspace(slug: string, state: TenantState, members: Record<string, WorkspaceRole>) {
  return auth().database.write(() => {
    const registry = new Registry(auth().database.sql)
    const id = newTenantId()
    registry.insert({ id, slug, name: slug, schema_version: 1 })
    registry.setState(id, state)
    for (const [person, role] of Object.entries(members)) auth().memberships.put(id, person, role)
    return id
  })
}

/** What `work` is refused with. */
function problemOf(work: () => unknown): Problem {
  try {
    work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('it was not refused')
}

const enter = (secret: string, slug: string, write = false) =>
  auth().authority.enter(auth().authority.authenticate(secret), slug, write)

describe('authenticate', () => {
  test('knows the person and what the token allows', async () => {
    const { id, secret, tokenId } = await person('ada@acme.test', { scopes: ['read'] })

    expect(auth().authority.authenticate(secret)).toMatchObject({
      personId: id,
      email: 'ada@acme.test',
      scopes: new Set(['read']),
      tenantId: null,
      credential: { kind: 'token', id: tokenId },
      expiresAt: null,
    })
  })

  test('refuses what is no living token', async () => {
    const { authority, tokens, database } = auth()
    const { id, secret, tokenId } = await person('ada@acme.test')
    const past = toSqliteTime(new Date(Date.now() - 1))
    const future = toSqliteTime(new Date(Date.now() + 60_000))
    const expired = await person('ada@acme.test', { expiresAt: past })
    const living = await person('ada@acme.test', { expiresAt: future })
    const wrong = [
      '',
      'cnv_',
      secret.slice(0, -1),
      `${secret}A`,
      secret.toUpperCase(),
      `cnv_${'A'.repeat(43)}`,
      'x'.repeat(1_000_000),
      `cnv_${'%00'.repeat(14)}A`,
      expired.secret,
    ]

    for (const text of wrong) {
      expect(problemOf(() => authority.authenticate(text))).toMatchObject({
        status: 401,
        code: 'invalid_token',
      })
    }
    expect(problemOf(() => authority.authenticate(undefined)).code).toBe('unauthorized')
    expect(authority.authenticate(living.secret).expiresAt).toBe(future)

    const caller = authority.authenticate(secret)
    await database.write(() => tokens.revoke(tokenId, id))
    expect(problemOf(() => authority.authenticate(secret)).code).toBe('invalid_token')
    expect(problemOf(() => authority.recheck(caller)).code).toBe('invalid_token')
  })
})

describe('enter', () => {
  test('finds a workspace by id, and by slug in any case', async () => {
    const { id, secret } = await person('ada@acme.test')
    const acme = await workspace('acme', 'active', { [id]: 'owner' })

    for (const reference of [acme, 'acme', 'ACME']) {
      expect(enter(secret, reference)).toMatchObject({ id: acme, role: 'owner' })
    }
  })

  test('answers unknown, foreign, unfinished, deleted and out of reach alike', async () => {
    const { id } = await person('ada@acme.test')
    const acme = await workspace('acme', 'active', { [id]: 'owner' })
    const foreign = await workspace('foreign', 'active', {})
    await workspace('beta', 'active', { [id]: 'owner' })
    await workspace('unfinished', 'provisioning', { [id]: 'owner' })
    await workspace('deleted', 'deleting', { [id]: 'owner' })
    // A token without scopes for it must not tell more either.
    const { secret } = await person('ada@acme.test', { tenantId: acme, scopes: ['admin'] })
    const problems = [
      'unknown',
      'foreign',
      foreign,
      'beta',
      'unfinished',
      'deleted',
      'f'.repeat(32),
    ]
      .flatMap((reference) => [false, true].map((write) => ({ reference, write })))
      .map(({ reference, write }) => problemOf(() => enter(secret, reference, write)))

    for (const { status, code, detail } of problems) {
      expect({ status, code, detail }).toEqual({
        status: 404,
        code: 'workspace_not_found',
        detail: 'There is no such workspace, or you cannot see it.',
      })
    }
  })

  test('needs read to read and write to write', async () => {
    const reader = await person('ada@acme.test', { scopes: ['read'] })
    const writer = await person('ada@acme.test', { scopes: ['write'] })
    await workspace('acme', 'active', { [reader.id]: 'member' })

    expect(enter(reader.secret, 'acme').role).toBe('member')
    expect(problemOf(() => enter(reader.secret, 'acme', true)).status).toBe(403)
    expect(enter(writer.secret, 'acme', true).role).toBe('member')
    expect(problemOf(() => enter(writer.secret, 'acme')).status).toBe(403)
    const caller = auth().authority.authenticate(writer.secret)
    expect(problemOf(() => requireScope(caller, 'admin')).detail).toContain('admin')
  })

  test.each([
    ['suspended', false, 423],
    ['suspended', true, 423],
    ['archived', false, 423],
    ['archived', true, 423],
    ['read_only', true, 423],
    ['read_only', false, undefined],
    ['active', true, undefined],
  ] as const)('%s, write %p', async (state, write, status) => {
    const { id, secret } = await person('ada@acme.test')
    await workspace('acme', state, { [id]: 'member' })

    if (status === undefined) expect(enter(secret, 'acme', write).role).toBe('member')
    else {
      expect(problemOf(() => enter(secret, 'acme', write))).toMatchObject({
        status,
        code: `workspace_${state}`,
      })
    }
  })

  test('asks everything again at a recheck', async () => {
    const { database, memberships, tokens } = auth()
    const registry = new Registry(database.sql)
    const { id, secret, tokenId } = await person('ada@acme.test')
    const acme = await workspace('acme', 'active', { [id]: 'member' })
    const reading = enter(secret, 'acme')
    const writing = enter(secret, 'acme', true)
    const outcome = async (change: () => void) => {
      await database.write(change)
      return [reading, writing].map(({ recheck }) => {
        try {
          recheck()
          return 200
        } catch (error) {
          return (error as Problem).status
        }
      })
    }

    expect(await outcome(() => undefined)).toEqual([200, 200])
    expect(await outcome(() => registry.setState(acme, 'read_only'))).toEqual([200, 423])
    expect(await outcome(() => registry.setState(acme, 'suspended'))).toEqual([423, 423])
    expect(await outcome(() => registry.setState(acme, 'deleting'))).toEqual([404, 404])
    expect(await outcome(() => registry.setState(acme, 'active'))).toEqual([200, 200])
    expect(await outcome(() => memberships.remove(acme, id))).toEqual([404, 404])
    expect(await outcome(() => memberships.put(acme, id, 'member'))).toEqual([200, 200])
    expect(await outcome(() => tokens.revoke(tokenId, id))).toEqual([401, 401])
  })
})

describe('what authority remembers', () => {
  /** The same auth database as another process has it; what it does counts from the next turn on. */
  async function elsewhere(work: (other: Connection) => unknown): Promise<void> {
    const other = new Connection(auth().database.path, { busyTimeout: 1_000 })
    try {
      work(other)
    } finally {
      other.close()
    }
    await new Promise(setImmediate)
  }

  test('is forgotten when another connection revokes a token', async () => {
    const { secret, tokenId } = await person('ada@acme.test')
    auth().authority.authenticate(secret)
    await elsewhere((other) => other.prepare('DELETE FROM api_tokens WHERE id = ?').run(tokenId))
    expect(problemOf(() => auth().authority.authenticate(secret)).status).toBe(401)
  })

  test('is forgotten when another connection suspends a workspace or ends a membership', async () => {
    const { id, secret } = await person('ada@acme.test')
    await workspace('acme', 'active', { [id]: 'member' })
    enter(secret, 'acme', true)
    await elsewhere((other) => other.execute(`UPDATE tenants SET state = 'suspended'`))
    expect(problemOf(() => enter(secret, 'acme')).status).toBe(423)
    await elsewhere((other) => other.execute(`UPDATE tenants SET state = 'active'`))
    enter(secret, 'acme')
    await elsewhere((other) => other.execute('DELETE FROM memberships'))
    expect(problemOf(() => enter(secret, 'acme')).status).toBe(404)
  })

  test('is forgotten when our own connection writes, in a unit of work or outside', async () => {
    const { id, secret } = await person('ada@acme.test')
    const tenant = await workspace('acme', 'active', { [id]: 'member' })
    expect(enter(secret, 'acme').role).toBe('member')
    await auth().database.write(() => auth().memberships.put(tenant, id, 'owner'))
    expect(enter(secret, 'acme').role).toBe('owner')
    auth().memberships.remove(tenant, id)
    expect(problemOf(() => enter(secret, 'acme')).status).toBe(404)
  })

  test('does not come from a unit of work that is undone', async () => {
    const { id, secret } = await person('ada@acme.test')
    const tenant = await workspace('acme', 'active', { [id]: 'member' })
    const access = enter(secret, 'acme')
    await auth().database.write(() => auth().memberships.remove(tenant, id))
    const undone = auth().database.write(() => {
      auth().memberships.put(tenant, id, 'owner')
      access.recheck()
      throw new Error('on purpose')
    })
    expect(await undone.catch((error: Error) => error.message)).toBe('on purpose')
    expect(problemOf(() => enter(secret, 'acme')).status).toBe(404)
  })

  test('does not outlive the token', async () => {
    const soon = Date.now() + 1_000
    const expiresAt = toSqliteTime(new Date(soon))
    const { secret } = await person('ada@acme.test', { expiresAt })
    auth().authority.authenticate(secret)
    while (Date.now() <= soon) await Bun.sleep(20)
    expect(problemOf(() => auth().authority.authenticate(secret)).status).toBe(401)
  })
})

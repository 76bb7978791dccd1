// Whoever waits for the lock of the auth database and loses their rights meanwhile changes nothing.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { Connection } from '../../src/database/connection.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** A request of Grace's, who is an owner beside Ada, that writes to the auth database. */
interface Request {
  readonly method: string
  readonly path: string
  readonly body?: object
}

type Route = (team: Team, graceToken: string) => Request

const idOf = (secret: string) => server.services.auth.authority.authenticate(secret).credential.id

const routes: Readonly<Record<string, Route>> = {
  'POST /me/tokens': () => ({
    method: 'POST',
    path: '/me/tokens',
    body: { label: 'another', scopes: ['read'] },
  }),
  'DELETE /me/tokens/:token': (_, other) => ({
    method: 'DELETE',
    path: `/me/tokens/${idOf(other)}`,
  }),
  'DELETE /me/sessions': () => ({ method: 'DELETE', path: '/me/sessions' }),
  'DELETE /me/sessions/:session': ({ grace }) => ({
    method: 'DELETE',
    path: `/me/sessions/${idOf(grace.token)}`,
  }),
  'POST /workspaces': ({ tenant }) => ({
    method: 'POST',
    path: '/workspaces',
    body: { slug: `${tenant.slug}-too` },
  }),
  'PATCH /workspaces/:workspace': ({ path }) => ({
    method: 'PATCH',
    path,
    body: { name: 'Renamed' },
  }),
  'DELETE /workspaces/:workspace': ({ path }) => ({ method: 'DELETE', path }),
  'PATCH /workspaces/:workspace/users/:user': ({ path, linus }) => ({
    method: 'PATCH',
    path: `${path}/users/${linus.userId}`,
    body: { role: 'admin' },
  }),
  'DELETE /workspaces/:workspace/users/:user': ({ path, linus }) => ({
    method: 'DELETE',
    path: `${path}/users/${linus.userId}`,
  }),
}

/** What the lock's holder does to Grace before it commits, and how she is answered then. */
const losses = {
  'nothing is lost': { sql: 'SELECT 1', status: null, of: /./ },
  'the session is revoked': {
    sql: `DELETE FROM sessions WHERE id = '$session'`,
    status: 401,
    of: /./,
  },
  'the role is taken': {
    sql: `UPDATE memberships SET role = 'member' WHERE user_id = '$person'`,
    status: 403,
    of: /:workspace/,
  },
  'the membership is ended': {
    sql: `DELETE FROM memberships WHERE user_id = '$person'`,
    status: 404,
    of: /:workspace/,
  },
} as const

/** All that these routes change, without the figures that are noted beside them. */
function contents(lock: Connection): unknown {
  const all = (sql: string) => lock.query(sql, []).rows
  const shards = readdirSync(server.dataDir).filter((name) => /^[0-9a-f]{2}$/.test(name))
  return {
    tenants: all('SELECT id, slug, name, state, delete_after FROM tenants ORDER BY id'),
    memberships: all('SELECT tenant_id, user_id, role FROM memberships ORDER BY 1, 2'),
    tokens: all('SELECT id, user_id, label, scopes FROM api_tokens ORDER BY id'),
    sessions: all('SELECT id, userId FROM sessions ORDER BY id'),
    directories: shards.flatMap((shard) => readdirSync(`${server.dataDir}/${shard}`)).toSorted(),
  }
}

const cases = Object.entries(losses).flatMap(([loss, { of }]) =>
  Object.keys(routes)
    .filter((route) => of.test(route))
    .map((route) => ({ loss: loss as keyof typeof losses, route })),
)
let number = 0

describe('a request that waits while', () => {
  test.each(cases)('$loss: $route', async ({ loss, route }) => {
    number += 1
    const { auth } = server.services
    const here = await team(server, `waiting-${number}`)
    const { grace, tenant } = here
    await server.addMember(tenant, grace, 'owner')
    const other = await server.token(grace.id)
    // One that is not in use, for the routes that end it.
    await server.person(grace.email)
    const { method, path, body } = (routes[route] as Route)(here, other.secret)
    const { sql, status } = losses[loss]

    const lock = new Connection(`${server.dataDir}/auth.db`, { busyTimeout: 5_000 })
    lock.execute('BEGIN IMMEDIATE')
    let answered = false
    const answer = grace.api(method, path, body).finally(() => {
      answered = true
    })
    // Noted uses of tokens wait here too, so a retry alone does not say that it is this request.
    const { busyRetries } = auth.database.statistics()
    while (auth.database.statistics().busyRetries < busyRetries + 4) await Bun.sleep(5)
    expect(answered).toBe(false)
    lock.execute(sql.replace('$session', idOf(grace.token)).replace('$person', () => grace.id))
    const before = contents(lock)
    lock.execute('COMMIT')

    const { status: actual } = await answer
    const after = contents(lock)
    lock.close()
    if (status === null) {
      expect(actual).toBeLessThan(300)
      expect(after).not.toEqual(before)
    } else {
      expect(actual).toBe(status)
      expect(after).toEqual(before)
    }
  })
})

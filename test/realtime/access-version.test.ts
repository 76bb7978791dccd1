import { afterAll, beforeAll, expect, test } from 'bun:test'
import { SYSTEM } from '../../src/auth/audit/actor.ts'
import { AccessVersion } from '../../src/realtime/access-version.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

/* The number moves when somebody may have lost a right, and only then: each time costs a look at every connection. */

let server: TestServer
let acme: Team
let version: AccessVersion
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  version = new AccessVersion(server.services.auth.database.sql)
})
afterAll(() => server.stop())

const auth = () => server.services.auth
const write = (work: () => unknown) => auth().database.write(() => void work())
const sessionOf = (token: string) => auth().authority.authenticate(token).credential.id

const LOSSES: Readonly<Record<string, () => Promise<unknown>>> = {
  'a session is revoked': async () => {
    const { id, token } = await server.person('one@acme.test')
    return () => write(() => auth().sessions.revoke(sessionOf(token), id))
  },
  'a token is revoked': async () => {
    const { row } = await server.token(acme.ada.id)
    return () => write(() => auth().tokens.revoke(row.id, acme.ada.id))
  },
  'a membership ends': async () => () =>
    write(() => auth().memberships.remove(acme.tenant.id, acme.linus.id)),
  'a workspace is suspended': async () => () =>
    server.services.tenants.lifeCycle.suspend(acme.tenant.id, 'unpaid'),
  'an account with its sessions is gone': async () => {
    const { id } = await server.person('two@acme.test')
    const remove = auth().database.sql.prepare('DELETE FROM users WHERE id = ?')
    return () => write(() => remove.run(id))
  },
}

test.each(Object.entries(LOSSES))('moves when %s', async (_, prepare) => {
  const lose = (await prepare()) as () => Promise<unknown>
  const before = version.now()
  expect(version.now()).toBe(before)
  await lose()
  expect(version.now()).toBeGreaterThan(before)
})

test('stays when somebody signs in, joins, or has used what they have', async () => {
  const before = version.now()
  const person = await server.person('three@acme.test')
  await server.addMember(acme.tenant, person)
  await server.addMember(acme.tenant, person, 'admin')
  const used = auth().database.sql.prepare('UPDATE sessions SET last_used_at = created_at')
  await write(() => used.run())
  await write(() => auth().audit.record(SYSTEM, 'member.added', {}))
  expect(version.now()).toBe(before)
})

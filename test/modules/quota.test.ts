import { afterEach, beforeEach, expect, test } from 'bun:test'
import { operations } from '../../src/control/operations.ts'
import type { WorkspaceUsage } from '../../src/modules/usage/schema.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'

/* A workspace that holds as much as it may. */

const QUOTA = 1_024 ** 2
/** As much as one message holds: 16,000 bytes. */
const LONG = '🎉'.repeat(4_000)

let server: TestServer
let acme: Team
let room: string

beforeEach(async () => {
  server = await startServer({ workspaceQuota: QUOTA })
  acme = await team(server, 'acme')
  room = await acme.room([acme.grace])
})
afterEach(() => server.stop())

const say = ({ api }: Teammate, content: string) =>
  api<{ id: number; code: string }>('POST', `${room}/messages`, { content })

/** @returns the paths of the messages that were taken, the oldest first */
async function fill(): Promise<string[]> {
  const taken: string[] = []
  for (;;) {
    const { status, headers, body } = await say(acme.ada, LONG)
    if (status === 201) taken.push(headers.get('location') ?? '')
    else {
      expect([status, body.code]).toEqual([507, 'storage_quota_exceeded'])
      return taken
    }
  }
}

const usage = async () => (await acme.ada.api<WorkspaceUsage>('GET', `${acme.path}/usage`)).body

test('nothing more is taken, and reading and deleting go on', async () => {
  const [oldest = ''] = await fill()
  const before = await acme.contents()
  const writes: [string, string, object?][] = [
    ['POST', `${acme.path}/rooms`, { name: 'More', type: 'group' }],
    ['PATCH', room, { topic: 'Full' }],
    ['PUT', `${room}/members/${acme.linus.userId}`],
    ['PATCH', oldest, { content: 'shorter' }],
    ['PUT', `${oldest}/reactions/${encodeURIComponent('👍')}`],
  ]
  for (const [method, path, body] of writes) {
    const answer = await acme.ada.api(method, path, body)
    expect([method, answer.body]).toMatchObject([method, { code: 'storage_quota_exceeded' }])
  }
  expect(await acme.contents()).toEqual(before)

  expect((await acme.grace.api('GET', `${room}/messages`)).status).toBe(200)
  expect((await acme.grace.api('GET', `${acme.path}/rooms`)).status).toBe(200)
  expect((await acme.grace.api('PUT', `${room}/read`, { message_id: 2 })).status).toBe(200)
  expect((await acme.ada.api('DELETE', oldest)).status).toBe(204)
  expect((await acme.grace.api('DELETE', `${room}/members/${acme.grace.userId}`)).status).toBe(204)
})

test('somebody who comes for the first time is let in', async () => {
  await fill()
  const eve = await server.person('eve@acme.test', { name: 'Eve' })
  await server.addMember(acme.tenant, eve)
  expect((await eve.api('GET', `${acme.path}/rooms`)).status).toBe(200)
})

test('what was deleted makes room', async () => {
  const taken = await fill()
  for (const message of taken.slice(0, 3)) await acme.ada.api('DELETE', message)
  expect((await say(acme.ada, LONG)).status).toBe(201)
  const again = await fill()
  expect(again.length).toBeLessThan(4)

  expect((await acme.ada.api('DELETE', room)).status).toBe(204)
  room = await acme.room([acme.grace])
  expect((await say(acme.ada, LONG)).status).toBe(201)
  expect((await usage()).bytes.used).toBeLessThan(QUOTA / 2)
})

test('usage says how much it is, for owners and admins', async () => {
  await fill()
  const { bytes, rows, members, requests, requests_per_minute } = await usage()
  expect(bytes.quota).toBe(QUOTA)
  expect(bytes.used).toBe(bytes.database + bytes.files)
  expect(bytes.used).toBeGreaterThanOrEqual(QUOTA)
  expect(bytes.used).toBeLessThan(QUOTA + 64 * 1_024)
  expect(bytes.log).toBeGreaterThan(0)
  expect(rows).toMatchObject({ rooms: 1, room_members: 2, users: 3 })
  expect(members).toBe(3)
  expect(requests.per_second).toBeGreaterThan(0)
  expect(requests.mean_seconds).toBeGreaterThan(0)
  expect(requests.slowest_seconds).toBeGreaterThanOrEqual(requests.mean_seconds as number)
  expect(requests_per_minute.person).toEqual({ reads: null, writes: null })
  expect((await acme.grace.api('GET', `${acme.path}/usage`)).status).toBe(403)
})

test('a full workspace is nobody else’s concern', async () => {
  await fill()
  const globex = await team(server, 'globex')
  const other = await globex.room()
  expect((await globex.ada.api('POST', `${other}/messages`, { content: LONG })).status).toBe(201)
})

test('another quota holds at once, a smaller one too', async () => {
  const { services } = server
  const quota = (bytes: number | null) =>
    operations['tenant:quota'](services, { slug: 'acme', bytes })
  const taken = await fill()
  expect(await quota(2 * QUOTA)).toMatchObject({ quota_bytes: 2 * QUOTA })
  expect((await say(acme.ada, LONG)).status).toBe(201)
  expect((await usage()).bytes.quota).toBe(2 * QUOTA)
  await quota(QUOTA / 2)
  expect((await say(acme.ada, 'short')).status).toBe(507)
  expect((await acme.ada.api('DELETE', taken[0] ?? '')).status).toBe(204)
  await quota(0)
  expect((await say(acme.ada, LONG)).status).toBe(201)
  expect((await usage()).bytes.quota).toBeNull()
  await quota(null)
  expect((await say(acme.ada, LONG)).status).toBe(507)
  const { body } = await acme.ada.api(
    'GET',
    `${acme.path}/audit-log?action=workspace.quota_changed`,
  )
  expect(body).toMatchObject({ entries: { length: 4 } })
})

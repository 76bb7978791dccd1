import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Message } from '../../src/http/message.ts'
import type { MessageList } from '../../src/http/message-list.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'

let server: TestServer
let acme: Team
let room = ''
beforeAll(async () => {
  // Room for one workspace only: each use of another one closes the first.
  server = await startServer({ poolMax: 1 })
  acme = await team(server, 'acme')
})
beforeEach(async () => {
  room = await acme.room([acme.grace])
})
afterAll(() => server.stop())

function send(key: string, content: string, who: Teammate = acme.ada, more: object = {}) {
  const headers = { 'idempotency-key': key }
  return who.api<Message>('POST', `${room}/messages`, { content, ...more }, { headers })
}

async function texts(): Promise<(string | null)[]> {
  const { body } = await acme.ada.api<MessageList>('GET', `${room}/messages?limit=100`)
  const said = body.messages.filter(({ notice }) => notice === null)
  return said.map(({ content }) => content).reverse()
}

describe('a message that is sent twice with one key', () => {
  test('is there once, and answered twice alike', async () => {
    const first = await send('"k1"', 'once')
    const again = await send('k1', 'once')
    expect(first.status).toBe(201)
    expect([again.status, again.body]).toEqual([201, first.body])
    for (const name of ['location', 'etag']) {
      expect(again.headers.get(name)).toBe(first.headers.get(name))
    }
    expect(await texts()).toEqual(['once'])
  })

  test('is answered as the first time, whatever became of it', async () => {
    const question = await acme.message(acme.grace, room, 'a question')
    const reply_to_id = Number(question.split('/').at(-1))
    const first = await send('k2', 'for @grace', acme.ada, { reply_to_id })
    expect(first.body.mentions).toEqual([acme.grace.userId])
    const path = `${room}/messages/${first.body.id}`
    await acme.grace.api('PUT', `${path}/reactions/${encodeURIComponent('👍')}`)
    await acme.grace.api('POST', `${room}/messages`, { content: 're', reply_to_id: first.body.id })
    await acme.ada.api('PATCH', path, { content: 'for nobody' })
    expect((await send('k2', 'for @grace', acme.ada, { reply_to_id })).body).toEqual(first.body)
    for (const one of [path, question]) await acme.ada.api('DELETE', one)
    expect((await send('k2', 'for @grace', acme.ada, { reply_to_id })).body).toEqual(first.body)
    expect(await texts()).toEqual([null, null, 're'])
    // The key remembers no text.
    expect(JSON.stringify(await acme.contents())).not.toContain('for @grace')
  })

  test('is refused when it says something else', async () => {
    await send('k3', 'one')
    for (const [content, more] of [
      ['two', {}],
      ['one', { reply_to_id: (await send('k4', 'another')).body.id }],
    ] as const) {
      const refused = await send('k3', content, acme.ada, more)
      expect(refused).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    }
    const here = room
    room = await acme.room()
    expect((await send('k3', 'one')).status).toBe(422)
    room = here
    expect(await texts()).toEqual(['one', 'another'])
  })

  test('by two people is two messages', async () => {
    const [ada, grace] = [await send('k5', 'hi'), await send('k5', 'hi', acme.grace)]
    expect([ada.status, grace.status]).toEqual([201, 201])
    expect(await texts()).toEqual(['hi', 'hi'])
  })

  test('in two workspaces is two messages', async () => {
    const other = await team(server, 'other')
    await send('k6', 'hi')
    const path = `${await other.room()}/messages`
    const headers = { 'idempotency-key': 'k6' }
    const elsewhere = await other.ada.api('POST', path, { content: 'else' }, { headers })
    expect(elsewhere.status).toBe(201)
    expect(await texts()).toEqual(['hi'])
  })
})

test('only what worked is kept', async () => {
  const refused = await send('k7', 'to nothing', acme.ada, { reply_to_id: 999_999 })
  expect(refused.status).toBe(422)
  expect((await send('k7', 'to everybody')).status).toBe(201)
})

test('a key that is none is refused', async () => {
  const answer = await send('two words', 'x')
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_idempotency_key' } })
  expect(await texts()).toEqual([])
})

test('it holds when the workspace was closed meanwhile', async () => {
  const first = await send('k8', 'before the restart')
  const { id } = acme.tenant
  await server.services.tenants.pool.evict(id)
  expect((await send('k8', 'before the restart')).body).toEqual(first.body)
})

test('keys are left out of an export', async () => {
  await send('a-key-of-ada', 'exported')
  const directory = mkdtempSync(join(tmpdir(), 'conclave-export-'))
  try {
    const file = join(directory, 'acme.db')
    await server.services.tenants.lifeCycle.export(acme.tenant.id, { file })
    const exported = new Database(file, { readonly: true })
    const count = (table: string) => exported.query(`SELECT count(*) AS n FROM ${table}`).get()
    expect(count('idempotency_keys')).toEqual({ n: 0 })
    expect(count('messages')).not.toEqual({ n: 0 })
    exported.close(true)
  } finally {
    rmSync(directory, { recursive: true })
  }
})

test('however many send it at the same time, each key is one message', async () => {
  const request = fc.record({
    who: fc.nat(1),
    key: fc.constantFrom('a', 'b', 'c'),
    content: fc.constantFrom('x', 'y'),
    /** Some in the batch fail, and so undo what they did in the shared commit. */
    fails: fc.boolean(),
  })
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 16 }), async (requests) => {
      run += 1
      const prefix = `run-${run}`
      const answers = await Promise.all(
        requests.map(async ({ who, key, content, fails }) => {
          const by = who === 0 ? acme.ada : acme.grace
          const more = fails ? { reply_to_id: 999_999 } : {}
          const { status, body } = await send(`${prefix}-${key}`, `${prefix} ${content}`, by, more)
          return { of: `${who} ${key}`, asked: `${prefix} ${content}`, status, body }
        }),
      )
      const made = Map.groupBy(
        answers.filter(({ status }) => status === 201),
        ({ of }) => of,
      )
      for (const [of, same] of made) {
        expect(new Set(same.map(({ body }) => JSON.stringify(body))).size).toBe(1)
        const content = same[0]?.body.content ?? ''
        for (const answer of answers.filter((one) => one.of === of && one.status !== 201)) {
          expect(answer.status).toBe(422)
          if (answer.asked === content) {
            expect(answer.body).toMatchObject({ errors: [{ detail: expect.any(String) }] })
          }
        }
      }
      const written = (await texts()).filter((text) => text?.startsWith(`${prefix} `))
      expect(written.sort()).toEqual(
        [...made.values()].map((same) => same[0]?.body.content ?? '').sort(),
      )
    }),
    { numRuns: 25 },
  )
})

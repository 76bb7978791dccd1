import { expect, test } from 'bun:test'
import { connect } from '../../client/conclave.ts'
import type { ConclaveProblem } from '../../client/problem.ts'
import { waitBefore } from '../../client/retry.ts'
import { problem, toldServer } from './told-server.ts'

const room = { workspace: 'acme', room: 1 }
const message = { ...room, body: { content: 'Hello' } }
const sent = { status: 201, body: { id: 1 } }
const busy = problem(503, 'database_busy', { 'retry-after': '0' })
const migrating = problem(503, 'migrating', { 'retry-after': '0' })
const limited = problem(429, 'quota_exceeded', { 'retry-after': '0' })

test('a message is sent again until it is there, with one key of version 7', async () => {
  await using server = await toldServer('gone', busy, limited, sent)
  const before = Date.now()
  expect(await connect({ url: server.url }).sendMessage(message)).toMatchObject({ id: 1 })

  expect(server.asked.map(({ body }) => body)).toEqual(Array(4).fill('{"content":"Hello"}'))
  const keys = new Set(server.asked.map(({ headers }) => headers['idempotency-key']))
  expect(keys.size).toBe(1)
  const [key = ''] = keys
  expect(key).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  const time = Number.parseInt(String(key).replaceAll('-', '').slice(0, 12), 16)
  expect(time).toBeGreaterThanOrEqual(before)
  expect(time).toBeLessThanOrEqual(Date.now())
})

test('each call has a key of its own, unless it is given one', async () => {
  await using server = await toldServer(sent)
  const conclave = connect({ url: server.url })
  await conclave.sendMessage(message)
  await conclave.sendMessage(message)
  await conclave.sendMessage(message, { idempotencyKey: 'begun earlier' })
  const [one, two, three] = server.asked.map(({ headers }) => headers['idempotency-key'])
  expect(one).not.toBe(two)
  expect(three).toBe('begun earlier')
})

test('what cannot be repeated without harm is sent once', async () => {
  for (const answer of [busy, 'gone'] as const) {
    await using server = await toldServer(answer)
    const conclave = connect({ url: server.url })
    const edit = { ...room, message: 1, body: { content: 'Bye' } }
    await expect(conclave.editMessage(edit)).rejects.toThrow()
    await expect(conclave.createWorkspace({ body: { slug: 'acme' } })).rejects.toThrow()
    expect(server.asked).toHaveLength(2)
  }
})

test('what was refused before anything was done is repeated, whatever it is', async () => {
  await using server = await toldServer(limited, migrating, sent)
  const edit = { ...room, message: 1, body: { content: 'Bye' } }
  await connect({ url: server.url }).editMessage(edit)
  expect(server.asked).toHaveLength(3)
})

test('it gives up after so many retries, with the last problem', async () => {
  await using server = await toldServer(busy)
  const error = await connect({ url: server.url, retries: 2 })
    .getMe()
    .catch((thrown: unknown) => thrown as ConclaveProblem)
  expect(error).toMatchObject({ status: 503, code: 'database_busy', retryAfter: 0 })
  expect(server.asked).toHaveLength(3)
})

test.each([400, 401, 403, 404, 409, 412, 422, 423, 500, 507])('%d is an answer', async (status) => {
  await using server = await toldServer(problem(status, 'x', { 'retry-after': '0' }))
  await expect(connect({ url: server.url }).getMe()).rejects.toMatchObject({ status })
  expect(server.asked).toHaveLength(1)
})

test('it does not wait longer than it may', async () => {
  const later = problem(429, 'quota_exceeded', { 'retry-after': '30' })
  await using server = await toldServer(later)
  const answer = connect({ url: server.url, longestWait: 10_000 }).getMe()
  await expect(answer).rejects.toMatchObject({ retryAfter: 30 })
  expect(server.asked).toHaveLength(1)
})

test('it waits as long as it may, and a little more', async () => {
  await using server = await toldServer(limited, sent)
  const conclave = connect({ url: server.url, longestWait: 0 })
  expect(await conclave.sendMessage(message)).toMatchObject({ id: 1 })
})

test('a date of Retry-After counts too', async () => {
  const date = new Date(Date.now() + 90_000).toUTCString()
  await using server = await toldServer(problem(503, 'stopping', { 'retry-after': date }))
  const error = await connect({ url: server.url })
    .getMe()
    .catch((thrown: unknown) => thrown as ConclaveProblem)
  expect((error as ConclaveProblem).retryAfter).toBeGreaterThan(60)
})

test('a wait is at least what the server asked for, and never the same for everybody', () => {
  const asked = Array.from({ length: 100 }, () => waitBefore(0, 2))
  expect(Math.min(...asked)).toBeGreaterThanOrEqual(2_000)
  expect(Math.max(...asked)).toBeLessThan(2_500)
  expect(new Set(asked).size).toBeGreaterThan(90)
  const grown = Array.from({ length: 100 }, () => waitBefore(3, null))
  expect(Math.max(...grown)).toBeGreaterThan(500)
  expect(Math.max(...grown)).toBeLessThan(4_000)
})

test('a signal ends the wait, and a request that nobody answers', async () => {
  for (const answer of [problem(503, 'stopping', { 'retry-after': '50' }), 'silent'] as const) {
    await using server = await toldServer(answer)
    const controller = new AbortController()
    const { signal } = controller
    const call = connect({ url: server.url }).getMe({}, { signal })
    while (server.asked.length === 0) await Bun.sleep(2)
    const reason = new Error('the page was left')
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    expect(server.asked).toHaveLength(1)
  }
})

test('what no Conclave says is a problem of its own', async () => {
  const proxy = { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Nothing</h1>' }
  await using server = await toldServer(proxy)
  const answer = connect({ url: server.url }).getMe()
  await expect(answer).rejects.toMatchObject({ status: 404, code: 'not_a_problem', errors: [] })
})

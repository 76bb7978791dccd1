import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { large } from './sample-app.ts'
import { type SampleServer, sampleServer } from './sample-server.ts'

let server: SampleServer
beforeAll(() => {
  server = sampleServer()
})
afterAll(() => server.stop())

const messages = '/workspaces/acme/rooms/1/messages'

describe('every answer has an id and the security headers', () => {
  const answers: [string, string, number][] = [
    ['GET', '/health/live', 200],
    ['GET', '/kinds/text', 200],
    ['GET', '/kinds/list', 200],
    ['GET', '/kinds/response', 200],
    ['GET', '/kinds/redirect', 302],
    ['GET', '/kinds/status', 202],
    ['GET', '/kinds/cookie', 200],
    ['GET', '/kinds/stream', 200],
    ['GET', '/swagger', 200],
    ['GET', '/swagger/json', 200],
    ['GET', '/nowhere', 404],
    ['PUT', '/kinds/text', 405],
    ['GET', '/faults/thrown', 500],
    ['GET', '/faults/nothing', 500],
    ['GET', '/faults/busy', 503],
    ['GET', `${messages}?limit=0`, 422],
    ['POST', messages, 400],
    ['HEAD', '/health/live', 200],
  ]
  for (const [method, path, status] of answers) {
    test(`${method} ${path} ${status}`, async () => {
      const { status: actual, headers } = await server.request(method, path)
      expect(actual).toBe(status)
      expect(headers.get('x-request-id')).toMatch(/^[\w=-]{1,255}$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('cache-control')).not.toBeNull()
    })
  }
})

describe('X-Request-Id', () => {
  const idOf = async (id: string) =>
    (await server.request('GET', '/health/live', { headers: { 'x-request-id': id } })).headers.get(
      'x-request-id',
    )

  test.each(['a', 'Trace_1=-x', 'x'.repeat(255)])('%s is kept', async (id) => {
    expect(await idOf(id)).toBe(id)
  })

  test.each(['', 'a b', 'a"b', '<script>', 'a;b', 'x'.repeat(256), 'a.b'])(
    '%s is replaced',
    async (id) => {
      const other = await idOf(id)
      expect(other).not.toBe(id)
      expect(other).toMatch(/^[\w=-]{1,255}$/)
    },
  )

  test('a problem and the log carry the same one', async () => {
    const response = await server.request('GET', '/faults/thrown', {
      headers: { 'x-request-id': 'trace-7' },
    })
    expect(await response.json()).toMatchObject({ request_id: 'trace-7' })
    expect(response.headers.get('x-request-id')).toBe('trace-7')
    expect(server.lines.some((line) => JSON.parse(line).request_id === 'trace-7')).toBe(true)
  })

  test('new ones differ', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () =>
        (await server.request('GET', '/health/live')).headers.get('x-request-id'),
      ),
    )
    expect(new Set(ids).size).toBe(20)
  })
})

test.each([0, 20])('a large answer that takes %i ms arrives whole', async (milliseconds) => {
  const response = await server.request('GET', `/kinds/large?after=${milliseconds}`)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  // As a stream: Bun would send the head of one that was waited for word by word.
  if (milliseconds > 0) expect(response.headers.has('content-length')).toBe(false)
  expect(await response.json()).toEqual(large)
  const head = await server.request('HEAD', `/kinds/large?after=${milliseconds}`)
  expect([head.status, await head.text()]).toEqual([200, ''])
})

test('what a route says itself wins', async () => {
  const response = await server.request('GET', '/kinds/response')
  expect(response.headers.get('cache-control')).toBe('max-age=9')
})

test('the status and the headers that a handler set reach the client', async () => {
  const response = await server.json('POST', messages, { content: 'x' })
  expect(response.status).toBe(201)
  expect(response.headers.get('location')).toMatch(/\/messages\/\d+$/)
  expect(response.headers.get('etag')).toMatch(/^".+"$/)
  expect(response.headers.get('content-type')).toBe('application/json')
  const { id } = (await response.json()) as { id: number }
  const deleted = await server.request('DELETE', `${messages}/${id}`)
  expect(deleted.status).toBe(204)
  expect(await deleted.text()).toBe('')
})

test('a cookie and its answer', async () => {
  const response = await server.request('GET', '/kinds/cookie')
  expect(response.headers.get('set-cookie')).toStartWith('session=abc')
  expect(await response.json()).toEqual({ ok: true })
})

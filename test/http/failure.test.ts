import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { problemIn, type SampleServer, sampleServer } from './sample-server.ts'

let server: SampleServer
beforeAll(() => {
  server = sampleServer()
})
beforeEach(() => {
  server.lines.length = 0
})
afterAll(() => server.stop())

describe('what a handler throws by accident is a 500 that leaks nothing', () => {
  test.each(['thrown', 'text', 'nothing', 'rejected'])('%s', async (kind) => {
    const problem = await problemIn(await server.request('GET', `/faults/${kind}`))
    expect(problem).toMatchObject({ status: 500, code: 'internal', title: 'Internal server error' })
    expect(JSON.stringify(problem)).not.toMatch(/hunter2|\.ts|node_modules/)
    expect(server.lines).toHaveLength(1)
    expect(server.lines[0]).toContain(problem.request_id)
  })

  test('its stack is logged, with the pattern of the route', async () => {
    await server.request('GET', '/faults/thrown')
    const entry = JSON.parse(server.lines[0] ?? '')
    expect(entry).toMatchObject({ level: 'error', method: 'GET', route: '/faults/thrown' })
    expect(entry.err.stack).toContain('sample-app.ts')
  })
})

test('an answer that breaks its own schema is a 500, and its content is not logged', async () => {
  const problem = await problemIn(await server.request('GET', '/faults/answer'))
  expect(problem).toMatchObject({ status: 500, code: 'internal' })
  expect(server.lines.join('')).toContain('/id')
  expect(server.lines.join('')).not.toContain('hunter2')
})

test('an error of a lower layer is answered as the app says, and is no 500', async () => {
  const response = await server.request('GET', '/faults/busy')
  expect(response.headers.get('retry-after')).toBe('1')
  expect(await problemIn(response)).toMatchObject({ status: 503, code: 'database_busy' })
  expect(server.lines).toHaveLength(0)
})

test('headers of the answer that did not come are dropped, others stay', async () => {
  const response = await server.request('GET', '/faults/late')
  expect(response.status).toBe(404)
  expect(response.headers.get('etag')).toBeNull()
  expect(response.headers.get('ratelimit')).toBe('"send";r=0;t=31')
})

describe('paths and methods', () => {
  test.each(['GET', 'POST', 'DELETE'])('%s of an unknown path is 404', async (method) => {
    const problem = await problemIn(await server.request(method, '/nowhere/at/all?a=hunter2'))
    expect(problem).toMatchObject({
      status: 404,
      code: 'route_not_found',
      instance: '/nowhere/at/all',
    })
  })

  test.each(['PUT', 'OPTIONS', 'DELETE'])(
    '%s of a list is 405 and says what goes',
    async (method) => {
      const response = await server.request(method, '/workspaces/acme/rooms/1/messages')
      expect(response.headers.get('allow')).toBe('GET, HEAD, POST')
      expect(await problemIn(response)).toMatchObject({ status: 405, code: 'method_not_allowed' })
    },
  )

  test.each(['TRACE', 'PROPFIND', 'CONNECT'])('%s, which no route has', async (method) => {
    const answer = await server.raw(
      `${method} /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    )
    expect(answer).toStartWith('HTTP/1.1 405')
  })

  test.each(['', 'a b', 'x"y', 'a/b?c', 'x', '[::1'])('a Host header of %p', async (host) => {
    const answer = await server.raw(
      `GET /nowhere?a=hunter2 HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
    )
    expect(answer).toStartWith('HTTP/1.1 404')
    expect(answer).toContain('"instance":"/nowhere"')
    expect(answer).not.toContain('hunter2')
  })

  test.each(['x', 'localhost'])('a wildcard route under the host %s', async (host) => {
    const answer = await server.raw(
      `GET /kinds/any/thing HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
    )
    expect(answer).toStartWith('HTTP/1.1 200')
    expect(answer).toEndWith('wild')
  })

  test('HEAD answers as GET does, without the body', async () => {
    const get = await server.request('GET', '/health/live')
    const head = await server.request('HEAD', '/health/live')
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
    expect(head.headers.get('x-request-id')).not.toBeNull()
  })
})

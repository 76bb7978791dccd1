import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { problemIn, type SampleServer, sampleServer } from './sample-server.ts'

const path = '/workspaces/acme/rooms/1/messages'
let server: SampleServer
beforeAll(() => {
  server = sampleServer()
})
afterAll(() => server.stop())

const head = (headers: string) =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer cnv_sample\r\n` +
  `content-type: application/json\r\nconnection: close\r\n${headers}\r\n\r\n`

const chunked = (...chunks: (string | Uint8Array)[]) => [
  head('transfer-encoding: chunked'),
  ...chunks.flatMap((chunk) => [`${Buffer.byteLength(chunk).toString(16)}\r\n`, chunk, '\r\n']),
  '0\r\n\r\n',
]

async function refused(body: BodyInit | undefined, headers: Record<string, string> = {}) {
  const response = await server.request('POST', path, {
    ...(body === undefined ? {} : { body }),
    headers: { 'content-type': 'application/json', ...headers },
  })
  const { status, code, errors } = await problemIn(response)
  return { status, code, pointers: errors?.map((error) => error.pointer) }
}

describe('what is read', () => {
  test.each([
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/json;charset="utf-8"',
  ])('%s', async (type) => {
    const response = await server.json('POST', path, { content: 'héllo' }, { 'content-type': type })
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({ content: 'héllo' })
  })

  test('a chunked body, cut in the middle of a character', async () => {
    const bytes = Buffer.from('{"content":"a€b"}')
    const answer = await server.raw(...chunked(bytes.subarray(0, 14), bytes.subarray(14)))
    expect(answer).toStartWith('HTTP/1.1 201')
    expect(Buffer.from(answer, 'latin1').toString()).toContain('"content":"a€b"')
  })

  test('a body of exactly 64 KB reaches the schema, one more byte does not', async () => {
    const body = (size: number) => `{"content":"${'x'.repeat(size - 14)}"}`
    expect(await refused(body(65_536))).toEqual({
      status: 422,
      code: 'invalid_input',
      pointers: ['/content'],
    })
    expect(await refused(body(65_537))).toMatchObject({ status: 413, code: 'body_too_large' })
  })
})

describe('what is refused', () => {
  test('an oversize body is refused by its length, before it is sent', async () => {
    const answer = await server.raw(head('content-length: 300000000'), '{"content":"')
    expect(answer).toStartWith('HTTP/1.1 413')
    expect(answer).toContain('application/problem+json')
    expect(answer.toLowerCase()).toContain('\r\nx-request-id: ')
  })

  test('an oversize chunked body is refused when it passes the limit', async () => {
    const answer = await server.raw(
      ...chunked('{"content":"', 'x'.repeat(40_000), 'x'.repeat(40_000)),
    )
    expect(answer).toStartWith('HTTP/1.1 413')
    expect(answer).toContain('body_too_large')
  })

  test('a chunked body is refused while it still comes', async () => {
    const unfinished = chunked('{"content":"', 'x'.repeat(70_000)).slice(0, -1)
    expect(await server.raw(...unfinished)).toStartWith('HTTP/1.1 413')
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
  ])('the media type %s', async (type) => {
    expect(await refused('{"content":"x"}', { 'content-type': type })).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    })
  })

  test('no media type', async () => {
    const body = '{"content":"x"}'
    const answer = await server.raw(
      head(`content-length: ${body.length}`).replace('content-type: application/json\r\n', ''),
      body,
    )
    expect(answer).toStartWith('HTTP/1.1 415')
    expect(answer.toLowerCase()).toContain('\r\naccept: application/json')
  })

  test('a compressed body', async () => {
    const body = Bun.gzipSync(Buffer.from('{"content":"x"}'))
    expect(await refused(body, { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 })
  })

  test('no body', async () => {
    const response = await server.request('POST', path)
    expect(await problemIn(response)).toMatchObject({ status: 400, code: 'body_required' })
    expect(await refused('')).toMatchObject({ status: 400, code: 'body_required' })
  })

  test.each(['{', '{"content":"x"', "{'content':'x'}", '{"content":"x"} x', 'undefined'])(
    'what is not JSON: %s',
    async (body) => {
      expect(await refused(body)).toMatchObject({ status: 400, code: 'malformed_body' })
    },
  )

  test('what is not UTF-8', async () => {
    const body = Buffer.concat([
      Buffer.from('{"content":"'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ])
    expect(await refused(body)).toMatchObject({ status: 400, code: 'invalid_encoding' })
  })

  test('JSON that nests too deep, and the deepest that fits', async () => {
    const nested = (depth: number) => `{"content":${'['.repeat(depth)}${']'.repeat(depth)}}`
    expect(await refused(nested(31))).toMatchObject({ status: 422 })
    expect(await refused(nested(33))).toMatchObject({ status: 400, code: 'body_too_deep' })
    expect(await refused(nested(30_000))).toMatchObject({ status: 400 })
    expect(await refused('['.repeat(60_000))).toMatchObject({ status: 400, code: 'malformed_body' })
  })

  test.each(['null', '5', '"x"', '[]', 'true'])('JSON that is no object: %s', async (body) => {
    expect(await refused(body)).toEqual({ status: 422, code: 'invalid_input', pointers: [''] })
  })

  test('__proto__ is a field that is not known, and changes no prototype', async () => {
    expect(await refused('{"content":"x","__proto__":{"admin":true}}')).toMatchObject({
      status: 422,
      pointers: ['/__proto__'],
    })
    expect('admin' in {}).toBe(false)
  })

  test('the input is never repeated', async () => {
    for (const body of ['{"content":"hunter2', '{"content":["hunter2"],"type":"hunter2"}']) {
      const response = await server.json('POST', path, body)
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(await response.text()).not.toContain('hunter2')
    }
    expect(server.lines.join('')).not.toContain('hunter2')
  })
})

test('the server goes on after a client that hangs up in the middle of its body', async () => {
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port: Number(new URL(server.url).port),
    socket: { data: () => undefined },
  })
  socket.write(`${head('content-length: 100')}{"content":`)
  socket.flush()
  socket.end()
  expect((await server.json('POST', path, { content: 'still here' })).status).toBe(201)
})

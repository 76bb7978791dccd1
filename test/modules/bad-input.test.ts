import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Message } from '../../src/http/message.ts'
import type { Answer } from '../harness/conformance.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

/*
 * Input that nobody means well, to every route of rooms, members and messages:
 * the right answer, and not one row changed.
 */

let server: TestServer
let acme: Team
let room = ''
let message = ''
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  room = await acme.room([acme.grace])
  message = await acme.message(acme.ada, room, 'It stays as it is')
})
afterAll(() => server.stop())

/** Sends it as Ada, who may do everything here, and looks whether anything changed. */
async function unchanged(method: string, path: string, body?: unknown, headers = {}) {
  const before = await acme.contents()
  const answer = await acme.ada.api(method, path, body, { headers })
  expect(await acme.contents()).toEqual(before)
  return answer as Answer<{ code: string; errors?: { pointer: string; detail: string }[] }>
}

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)))

/** The routes that take a JSON body, with a field of it and the rest that makes it right. */
const writes: readonly [string, string, () => string, string, object][] = [
  ['POST', 'rooms', () => `${acme.path}/rooms`, 'name', { type: 'group' }],
  ['PATCH', 'rooms/:room', () => room, 'name', {}],
  ['POST', 'messages', () => `${room}/messages`, 'content', {}],
  ['PATCH', 'messages/:message', () => message, 'content', {}],
  ['PATCH', 'members/:user', () => `${room}/members/${acme.grace.userId}`, 'role', {}],
  ['PUT', 'members/:user', () => `${room}/members/${acme.linus.userId}`, 'role', {}],
]

describe.each(writes)('%s %s', (method, _, path, field, rest) => {
  test.each([
    ['null', null],
    ['a number', 5],
    ['a list', ['x']],
    ['an object', { a: 'x' }],
    ['true', true],
    ['empty', ''],
    ['blank', ' \t\n\u00a0\u2003\ufeff'],
    ['invisible', '\u200b\u200d\u2060\u3164'],
    ['a NUL', 'a\0b'],
    ['a lone high surrogate', 'a\ud83d'],
    ['a lone low surrogate', '\ude00b'],
    ['surrogates in the wrong order', '\ude00\ud83d'],
    ['too long', 'é'.repeat(4_001)],
    ['too long, in emoji', '🎉'.repeat(4_001)],
  ])(`refuses a ${field} that is %s, and points at it`, async (_, value) => {
    const { status, body } = await unchanged(method, path(), { ...rest, [field]: value })
    expect(status).toBe(422)
    expect(body.errors?.map(({ pointer }) => pointer)).toEqual([`/${field}`])
    expect(JSON.stringify(body)).not.toContain('éééé')
  })

  const right = () => JSON.stringify({ ...rest, [field]: field === 'role' ? 'admin' : 'right' })

  test.each([
    ['an unknown field', '"id":7', '/id'],
    ['a field of another resource', '"user_id":"x"', '/user_id'],
    ['__proto__', '"__proto__":{"admin":true}', '/__proto__'],
    ['constructor', '"constructor":{"prototype":{"admin":true}}', '/constructor'],
    ['toString', '"toString":null', '/toString'],
    ['an empty name', '"":1', '/'],
    ['a name with a slash', '"a/b~c":1', '/a~1b~0c'],
  ])('refuses %s', async (_, extra, pointer) => {
    const answer = await unchanged(method, path(), right().replace('{', `{${extra},`))
    expect(answer.status).toBe(422)
    expect(answer.body.errors?.map((error) => error.pointer)).toContain(pointer)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  test.each([
    ['not JSON', '{"content":', 400, 'malformed_body'],
    ['JSON with a comma too many', '{"a":1,}', 400, 'malformed_body'],
    ['NaN', 'NaN', 400, 'malformed_body'],
    ['a string', '"content"', 422, 'invalid_input'],
    ['null', 'null', 422, 'invalid_input'],
    ['a list', '[]', 422, 'invalid_input'],
    ['a number', '1', 422, 'invalid_input'],
    ['deep', `{"x":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, 400, 'body_too_deep'],
    ['wide', `{${Array.from({ length: 2_000 }, (_, n) => `"k${n}":1`)}}`, 422, 'invalid_input'],
    ['1 MB', `{"content":"${'x'.repeat(1 << 20)}"}`, 413, 'body_too_large'],
    ['not UTF-8', bytes('{"content":"', [0xff, 0xfe], '"}'), 400, 'invalid_encoding'],
    ['cut UTF-8', bytes('{"name":"', [0xe2, 0x82], '"}'), 400, 'invalid_encoding'],
    ['a surrogate as UTF-8', bytes('{"name":"', [0xed, 0xa0, 0x80], '"}'), 400, 'invalid_encoding'],
    ['an overlong NUL', bytes('{"name":"', [0xc0, 0x80], '"}'), 400, 'invalid_encoding'],
    ['UTF-16', Buffer.from('{"content":"x"}', 'utf16le'), 400, 'malformed_body'],
  ])('refuses a body that is %s', async (_, body, status, code) => {
    expect(await unchanged(method, path(), body)).toMatchObject({ status, body: { code } })
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/merge-patch+json',
    'nonsense',
  ])('refuses a body that is called %s', async (type) => {
    const answer = await unchanged(method, path(), right(), { 'content-type': type })
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
  })

  test('refuses a compressed body', async () => {
    const body = Bun.gzipSync(Buffer.from(right()))
    const answer = await unchanged(method, path(), body, { 'content-encoding': 'gzip' })
    expect(answer.status).toBe(415)
  })

  if (method !== 'PUT') {
    test('refuses to do without a body', async () => {
      const answer = await unchanged(method, path())
      expect(answer).toMatchObject({ status: 400, body: { code: 'body_required' } })
    })
  }
})

const wrongIds = [
  '0',
  '-1',
  '1.5',
  '0x1',
  '1e0',
  '01',
  '+1',
  '%201',
  '1%20',
  '１',
  'abc',
  'null',
  '9007199254740991',
  '9007199254740992',
  '9223372036854775808',
  '9'.repeat(300),
  '1;DROP%20TABLE%20rooms',
  "1'%20OR%20'1'='1",
]

describe.each(wrongIds)('the id %s', (id) => {
  test('is that of no room', async () => {
    const wrong = `${acme.path}/rooms/${id}`
    for (const [method, path, body] of [
      ['GET', wrong],
      ['PATCH', wrong, { name: 'x' }],
      ['DELETE', wrong],
      ['GET', `${wrong}/members`],
      ['PUT', `${wrong}/members/${acme.linus.userId}`],
      ['GET', `${wrong}/messages`],
      ['POST', `${wrong}/messages`, { content: 'x' }],
      ['GET', `${wrong}/messages/1`],
    ] as const) {
      const answer = await unchanged(method, path, body)
      expect(answer).toMatchObject({ status: 404, body: { code: 'room_not_found' } })
    }
  })

  test('is that of no message', async () => {
    const wrong = `${room}/messages/${id}`
    for (const [method, body] of [['GET'], ['PATCH', { content: 'x' }], ['DELETE']] as const) {
      const answer = await unchanged(method, wrong, body)
      expect(answer).toMatchObject({ status: 404, body: { code: 'message_not_found' } })
    }
  })

  test('is that of no user', async () => {
    for (const [method, path, body] of [
      ['GET', `${room}/members/${id}`],
      ['PUT', `${room}/members/${id}`],
      ['PATCH', `${room}/members/${id}`, { role: 'admin' }],
      ['DELETE', `${room}/members/${id}`],
      ['PUT', `${acme.path}/direct-rooms/${id}`],
    ] as const) {
      expect((await unchanged(method, path, body)).status).toBe(404)
    }
  })
})

describe('what people do write', () => {
  test.each([
    ['an emoji of several code points', '👩🏽‍🚀🏳️‍🌈'],
    ['combining marks, not composed', 'e\u0301 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉'],
    ['the same, composed', 'é'],
    ['right to left', 'שלום עולם، مرحبا'],
    ['direction marks', 'abc\u202edef\u202c'],
    ['two characters of Chinese', '你好'],
    ['lines, tabs and blanks around', '  a\r\n\tb \n'],
    ['a control character', 'bell\u0007'],
    ['HTML', '<script>alert(1)</script>&amp;'],
    ['SQL', "'); DROP TABLE messages; --"],
    ['noncharacters', 'a\uffff\ufdd0'],
    ['a template', '{{7*7}} #{7*7} %s %00'],
    ['as much as fits', 'x'.repeat(4_000)],
    ['as many emoji as fit', '🎉'.repeat(4_000)],
  ])('comes back as it was sent: %s', async (_, content) => {
    const sent = await acme.ada.api<Message>('POST', `${room}/messages`, { content })
    expect(sent.status).toBe(201)
    const path = sent.headers.get('location') ?? ''
    expect((await acme.grace.api<Message>('GET', path)).body.content).toBe(content)
    const edited = await acme.ada.api<Message>('PATCH', message, { content })
    expect(edited.body.content).toBe(content)
  })

  test.each([
    '👩🏽‍🚀'.repeat(20),
    'é',
    'שלום',
    "Robert'); DROP TABLE rooms;--",
    '你',
    'x'.repeat(80),
  ])('names a room: %s', async (name) => {
    const named = await acme.ada.api('PATCH', room, { name: `  ${name}\u3000` })
    expect([named.status, named.body]).toMatchObject([200, { name }])
  })

  test.each(['x'.repeat(81), '🎉'.repeat(81), 'a\nb', 'a\tb', 'a\u0085b', 'a\u2028b', '\u007fb'])(
    'does not name a room: %j',
    async (name) => {
      const { status, body } = await unchanged('PATCH', room, { name })
      expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/name'])
    },
  )
})

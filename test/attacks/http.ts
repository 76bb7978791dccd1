import fc, { type Arbitrary } from 'fast-check'
import { exchange } from './exchange.ts'
import { requireServed, type Target } from './target.ts'

/**
 * Sends requests that are none, in part or as a whole, and holds the server to 4xx, a closed
 * connection, or silence.
 *
 * @throws Error with the bytes, and the seed that makes them again
 */
export async function attackHttp(target: Target, runs: number, seed?: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(requestBytes(target), fc.integer({ min: 1, max: 3 }), async (bytes, parts) => {
      const answer = await exchange(target.url, inParts(bytes, parts))
      if (/^HTTP\/1\.1 (?!503|505|507)5/m.test(answer)) throw new Error(answer.slice(0, 500))
    }),
    { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
  )
  await requireServed(target)
}

function inParts(bytes: Buffer, parts: number): Buffer[] {
  const length = Math.ceil(bytes.length / parts)
  return Array.from({ length: parts }, (_, i) => bytes.subarray(i * length, (i + 1) * length))
}

function requestBytes({ token, path, room }: Target): Arbitrary<Buffer> {
  const request = fc
    .record({
      method: rarely('POST', fc.constantFrom('GET', 'HEAD', 'TRACE', 'CONNECT', 'get', 'É', '')),
      target: rarely(
        `${room}/messages`,
        fc.oneof(
          fc.constantFrom('*', '//', '/\0', '/%', '/%00', '/%c0%af', 'http://evil.test/me', ''),
          fc.constantFrom(`${path}/../acme/rooms`, `${path}/search?q=%`, `/${'a/'.repeat(9_000)}`),
          fc.string({ unit: 'binary', maxLength: 50 }).map((text) => `/${text}`),
        ),
      ),
      version: rarely('HTTP/1.1', fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/1.12', 'X', '')),
      end: rarely('\r\n', fc.constantFrom('\n', '\r', '\r\n ', '\n\r')),
      framing: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, hostileFraming),
      headers: fc.array(hostileHeader, { maxLength: 4 }),
      body: fc.oneof(fc.constant('{"content":"fuzz"}'), fc.constant(''), hostileBody),
    })
    .map(({ method, target, version, end, framing, headers, body }) => {
      const all = [
        `${method} ${target} ${version}`,
        'Host: localhost',
        `Authorization: Bearer ${token}`,
        'Content-Type: application/json',
        ...(framing ?? [`Content-Length: ${Buffer.byteLength(body)}`]),
        ...headers,
      ]
      return Buffer.from(`${all.join(end)}${end}${end}${body}`)
    })
  return fc.oneof(request, fc.tuple(request, fc.array(mutation, { maxLength: 5 })).map(mutated))
}

/** The first value mostly. */
function rarely(usual: string, other: Arbitrary<string>): Arbitrary<string> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })
}

/** Two answers to where the body ends are how requests are smuggled (RFC 9112 section 11.2). */
const hostileFraming = fc.constantFrom(
  ...['5', '-1', '+5', '0x5', '5, 5', '5,6', '', ' ', '1e3', '99999999999999999999', '5 5'].map(
    (length) => [`Content-Length: ${length}`],
  ),
  ['Content-Length: 5', 'Content-Length: 6'],
  ['Content-Length: 18', 'Transfer-Encoding: chunked'],
  ...['chunked', 'gzip', 'chunked, identity', 'identity, chunked', 'xchunked', '\x0bchunked'].map(
    (coding) => [`Transfer-Encoding: ${coding}`],
  ),
  ['Transfer-Encoding : chunked'],
  ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
  ['Expect: 100-continue', 'Content-Length: 18'],
  [],
)

const hostileBody = fc.oneof(
  fc.constantFrom('0\r\n\r\n', '5\r\n{"a":\r\n', 'zz\r\n', 'ffffffffffffffff\r\n', '-1\r\n\r\n'),
  fc.constantFrom(`1;${'x'.repeat(20_000)}\r\n`, '0\r\nTransfer-Encoding: chunked\r\n\r\n', '\r\n'),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

const hostileHeader = fc.oneof(
  fc.constantFrom('Host: other', ': x', 'X', ' X: y', 'X : y', 'X: a\0b', 'X: \x7f', 'é: é', '\t'),
  fc.constantFrom(`X: ${'x'.repeat(20_000)}`, 'X: y\r\n'.repeat(300).trimEnd(), '__proto__: x'),
  fc.constantFrom('Upgrade: h2c', 'Upgrade: websocket', 'Connection: close, close', 'TE: trailers'),
  fc.constantFrom('Range: bytes=--1', 'If-Match: "', 'Cookie: conclave_session', 'Cookie: =;;=,"'),
  fc.constantFrom('Accept-Encoding: br;q=', 'Accept: */*;q=x', 'Content-Type: ;', 'Origin: null'),
  fc.constantFrom('X-Forwarded-For: ,,,', 'X-HTTP-Method-Override: DELETE', 'Authorization: x y z'),
  fc.tuple(fc.string({ maxLength: 10 }), fc.string({ unit: 'binary', maxLength: 40 })).map(join),
)

function join([name, value]: [string, string]): string {
  return `${name}: ${value}`
}

interface Mutation {
  readonly at: number
  readonly kind: 'flip' | 'cut' | 'repeat' | 'insert'
  readonly byte: number
}

const mutation: Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom('flip', 'cut', 'repeat', 'insert'),
  byte: fc.integer({ min: 0, max: 255 }),
})

function mutated([bytes, mutations]: [Buffer, readonly Mutation[]]): Buffer {
  return mutations.reduce((before, { at, kind, byte }) => {
    const place = Math.floor(at * before.length)
    const [head, tail] = [before.subarray(0, place), before.subarray(place)]
    if (kind === 'cut') return Buffer.from(head)
    if (kind === 'repeat') return Buffer.concat([before, tail])
    if (kind === 'insert') return Buffer.concat([head, Buffer.from([byte]), tail])
    const changed = Buffer.from(before)
    if (changed.length > 0) changed[place] = byte
    return changed
  }, bytes)
}

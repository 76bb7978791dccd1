import fc, { type Arbitrary } from 'fast-check'
import { requireServed, type Target } from './target.ts'

/** What has broken parsers before (https://seriot.ch/projects/parsing_json.html). */
const nasty = fc.constantFrom(
  ...['[', '['.repeat(60_000), '{"a":'.repeat(10_000), `${'[1,'.repeat(20_000)}1`, '[]'.repeat(9)],
  ...['1e999', '-1e999', '1e-999', '-0', `0.${'1'.repeat(20_000)}`, '9'.repeat(20_000), '0x1'],
  ...['NaN', 'Infinity', '01', '+1', '1.', '.5', '"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"'],
  ...['"\0"', '"\n"', '\ufeff{}', '\ufeff\ufeff{}', '{"a":1,}', '{a:1}', "{'a':1}", '/**/{}'],
  ...['{"content":"a","content":1}', '{"content":"a","\\u0063ontent":{"x":1}}', '"a" "b"'],
  ...['{"__proto__":{"content":"a"}}', '{"constructor":{"prototype":{"x":1}}}', '\u2028{}'],
  ...['{"content":{"toString":1}}', '{"content":["a"]}', '{"content":{"length":1}}', '{"":""}'],
)

/** JSON that says everything twice, or has something nasty in the place of a value. */
const spoilt = fc
  .tuple(fc.json({ maxDepth: 5 }), nasty, fc.nat())
  .map(([json, other, at]) => `${json.slice(0, at % (json.length + 1))}${other}`)

const bytes: Arbitrary<Uint8Array> = fc.oneof(
  { weight: 3, arbitrary: nasty.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: spoilt.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: nasty.map((text) => Buffer.from(text.slice(0, 20_000), 'utf16le')) },
  // Of no character: overlong, cut off, a surrogate by itself (RFC 3629 section 3).
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('c0af', 'e28', 'eda080', 'f4908080', 'ff')
      .map((hex) => Buffer.concat([Buffer.from('{"content":"'), Buffer.from(hex, 'hex')])),
  },
)

/**
 * Sends bodies to routes that want JSON; none of these is a message.
 *
 * @throws Error with the body, and the seed that makes it again
 */
export async function attackJson(target: Target, runs: number, seed?: number): Promise<void> {
  const { url, token, path, room } = target
  const wherever = fc.constantFrom(
    `POST ${room}/messages`,
    `POST ${path}/rooms`,
    `PATCH ${path}/users/me`,
    `PATCH ${path}`,
    'POST /session',
    'POST /accounts',
  )
  await fc.assert(
    fc.asyncProperty(wherever, bytes, async (operation, body) => {
      const [method = '', where = ''] = operation.split(' ')
      const response = await fetch(url + where, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: Buffer.from(body),
      })
      const text = await response.text()
      if (![400, 413, 422, 429].includes(response.status)) {
        throw new Error(`${operation}: ${response.status} ${text}`)
      }
      JSON.parse(text)
    }),
    { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
  )
  await requireServed(target)
}

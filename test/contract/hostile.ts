import fc, { type Arbitrary } from 'fast-check'

/** Texts that have broken programs before, and any others. */
export const hostileText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '0',
      '-1',
      '1.5',
      '1e9',
      '01',
      'NaN',
      'null',
      'undefined',
      'true',
      '[object Object]',
    ],
    ...[
      '9007199254740993',
      '9223372036854775808',
      '%',
      '%00',
      '%2e%2e%2f',
      '../../auth.db',
      '..\\..',
    ],
    ...[
      'a\0b',
      'a\r\nSet-Cookie: x=1',
      '\ud800',
      '\u202e',
      '\ufeff',
      "' OR 1=1 --",
      '";DROP TABLE rooms',
    ],
    ...['<script>alert(1)</script>', '{{7*7}}', '__proto__', 'constructor', 'x'.repeat(5_000)],
    ...['"unclosed', 'NEAR(', 'a* AND', '*', 'from:', 'before:yesterday', '🎉'.repeat(500)],
  ),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
)

/** Any JSON, with names and texts as above. */
const hostileJson: Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    hostileText,
    fc.constantFrom(null, true, 0, -1, 1e308, 2 ** 53, 0.1),
    fc.array(tie('any'), { maxLength: 5 }),
    fc.dictionary(hostileText, tie('any'), { maxKeys: 5 }),
  ),
})).any

/** A body that a schema allows, with one thing wrong; or anything. */
export function spoilt(valid: Arbitrary<unknown>): Arbitrary<unknown> {
  const broken = fc.tuple(valid, fc.nat(), hostileText, hostileJson, fc.constantFrom(...ways))
  return fc.oneof(
    { weight: 3, arbitrary: broken.map(([value, at, name, by, way]) => way(value, at, name, by)) },
    { weight: 1, arbitrary: hostileJson },
  )
}

type Way = (value: unknown, at: number, name: string, by: unknown) => unknown

/** One field has another value, is one too many, or is missing. */
const ways: readonly Way[] = [
  (value, at, _, by) => changed(value, at, (entry) => [[entry[0], by]]),
  (value, _, name, by) => (isObject(value) ? { ...value, [name]: by } : by),
  (value, at) => changed(value, at, () => []),
]

type Entry = readonly [string, unknown]

function changed(value: unknown, at: number, change: (entry: Entry) => Entry[]): unknown {
  if (!isObject(value)) return null
  const entries = Object.entries(value)
  const place = at % Math.max(entries.length, 1)
  return Object.fromEntries(entries.flatMap((entry, i) => (i === place ? change(entry) : [entry])))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

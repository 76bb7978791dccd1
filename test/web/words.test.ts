import { describe, expect, test } from 'bun:test'
import { initialsOf, toneOf } from '../../src/web/ui/avatar.tsx'
import { bytes } from '../../src/web/ui/bytes.ts'
import { fromNow } from '../../src/web/ui/moment.tsx'
import { askedOf, queryOf } from '../../src/web/views/find/query.ts'
import { deviceOf } from '../../src/web/views/parts/device-of.ts'
import { rank } from '../../src/web/views/parts/rank.ts'
import { slugOf } from '../../src/web/views/parts/slug-of.ts'

/* What the web client makes of names, sizes and times. */

test.each([
  ['Ada Lovelace', 'AL'],
  ['grace', 'G'],
  ['jean-luc picard', 'JP'],
  ['Zoë', 'Z'],
  ['王 小明', '王小'],
  ['🦊', '?'],
  ['', '?'],
])('the initials of %j are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

test('somebody has one colour for good, and eight people not all the same', () => {
  const ids = Array.from({ length: 64 }, (_, at) => `person-${at}`)
  const tones = ids.map(toneOf)
  expect(ids.map(toneOf)).toEqual(tones)
  expect(new Set(tones)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]))
})

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 KB'],
  [12_480, '12.5 KB'],
  [999_950, '1 MB'],
  [10_737_418_240, '10.7 GB'],
])('%d is %s', (count, text) => {
  expect(bytes(count)).toBe(text)
})

describe('a moment', () => {
  const now = Date.parse('2026-03-01T12:00:00Z')
  test.each([
    ['2026-03-01T11:59:30Z', 'just now'],
    ['2026-03-01T11:55:00Z', '5 minutes ago'],
    ['2026-02-28T12:00:00Z', 'yesterday'],
    ['2026-03-08T11:59:00Z', 'in 7 days'],
  ])('%s is %s', (at, text) => {
    expect(fromNow(at, now)).toBe(text)
  })

  test('further away than a week it is a date', () => {
    expect(fromNow('2025-01-02T12:00:00Z', now)).toContain('2025')
  })
})

test.each([
  ['Acme Labs', 'acme-labs'],
  ['Zoë & Co.', 'zoe-co'],
  ['  -- ', ''],
  ['東京', ''],
  ['x'.repeat(80), 'x'.repeat(63)],
])('the address of %j is %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})

test('who begins so comes first, then who has it in a word, then by handle', () => {
  const people = [
    { label: 'Jonas', note: '@mara' },
    { label: 'Tamara' },
    { label: 'Anna Maria' },
    { label: 'Mára' },
    { label: 'Tom' },
  ]
  expect(rank(people, '@MAR').map(({ label }) => label)).toEqual([
    'Mára',
    'Anna Maria',
    'Jonas',
    'Tamara',
  ])
  expect(rank(people, ' ')).toEqual(people)
})

test('the filters of a search become its words, and only those that are known', () => {
  const asked = askedOf(new URLSearchParams('q=+release+&from=ada&in=12&has=file&evil=1'))
  expect(queryOf(asked)).toBe('release from:ada in:12 has:file')
  expect(queryOf(askedOf(new URLSearchParams('')))).toBe('')
})

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0',
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['curl/8.5.0', 'curl/8.5.0'],
])('%j is %s', (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device)
})

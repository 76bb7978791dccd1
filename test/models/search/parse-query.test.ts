import { describe, expect, test } from 'bun:test'
import { parseQuery } from '../../../src/models/search/parse-query.ts'

const nothing = { terms: [], from: [], in: [], has: [], since: null, until: null }
const term = (words: string, more: object = {}) => ({
  words: words.split(' '),
  prefix: false,
  negated: false,
  ...more,
})

const QUERIES: Readonly<Record<string, object>> = {
  'Crème BRÛLÉE': { terms: [term('creme'), term('brulee')] },
  '"Crème brûlée"': { terms: [term('creme brulee')] },
  'no"quotes': { terms: [term('no'), term('quotes')] },
  'e-mail': { terms: [term('e mail')] },
  'rel* r*': { terms: [term('rel', { prefix: true }), term('r')] },
  '"release no"*': { terms: [term('release no', { prefix: true })] },
  '-draft -"two words"': {
    terms: [term('draft', { negated: true }), term('two words', { negated: true })],
  },
  天: { terms: [term('天', { prefix: true })] },
  天气: { terms: [term('天气')] },
  今天天气: { terms: [term('今天 天天 天气')] },
  'v2天气b*': { terms: [term('v2 天气 气 b')] },
  'from:@Ada -from:me': {
    from: [
      { value: 'ada', negated: false },
      { value: 'me', negated: true },
    ],
  },
  'in:12 IN:"All of us" in:#design': {
    in: ['12', 'all of us', 'design'].map((value) => ({ value, negated: false })),
  },
  'has:file -has:Image': {
    has: [
      { value: 'file', negated: false },
      { value: 'image', negated: true },
    ],
  },
  'before:2026-03-01': { until: '2026-03-01' },
  'after:2026-02-28': { since: '2026-03-01' },
  'on:2024-02-29': { since: '2024-02-29', until: '2024-03-01' },
  'after:2026-01-01 after:2026-01-05 before:2026-02-01 before:2026-03-01': {
    since: '2026-01-06',
    until: '2026-02-01',
  },
  // No filters: words.
  'before:2026-02-30': { terms: [term('before 2026 02 30')] },
  'before:soon': { terms: [term('before soon')] },
  'has:cheese': { terms: [term('has cheese')] },
  'from:': { terms: [term('from')] },
  'https://example.com': { terms: [term('https example com')] },
  // Nothing that is searched for.
  '👍🏽 … -- "" * "*"': {},
}

describe('a query', () => {
  for (const [text, expected] of Object.entries(QUERIES)) {
    test(text, () => {
      const parsed = parseQuery(text)
      expect(parsed).toMatchObject({ ...nothing, ...expected })
    })
  }
})

import { describe, expect, test } from 'bun:test'
import { isLabel, tidy } from '../src/label.ts'

describe('a name', () => {
  test.each([
    ['plain', 'General'],
    ['with accents, composed or not', 'Café Cafe\u0301'],
    ['from right to left, with a mark', 'عام\u200f'],
    ['emoji, of several code points', '👩‍👩‍👧'],
    ['Korean in single letters', '\u1112\u1161\u11ab'],
    ['with blanks around it', '  General  '],
  ])('may be %s', (_, name) => expect(isLabel(80, name)).toBe(true))

  test.each([
    ['blank', ' \u00a0'],
    ['invisible', '\u200b\u2060'],
    ['in two lines', 'a\nb'],
    ['in two lines by U+2028', 'a\u2028b'],
    ['turned around', 'photo_\u202egnp.exe'],
    ['turned around by an embedding', 'a\u202bb'],
    ['isolated', 'a\u2067b\u2069'],
    ['half an emoji', 'a\ud83d'],
    ['too long', 'é'.repeat(81)],
    ['too long, and blank for the most part', `a${' '.repeat(1_000)}`],
    ['a number', 5],
  ])('may not be %s', (_, name) => expect(isLabel(80, name)).toBe(false))

  test('counts what is stored: composed, and without the blanks around it', () => {
    expect(isLabel(4, ` cafe\u0301 `)).toBe(true)
    expect(isLabel(3, 'cafe\u0301')).toBe(false)
    expect(tidy(' cafe\u0301 ')).toBe('café')
    // U+0958 is two when it is composed.
    expect(isLabel(1, '\u0958')).toBe(false)
  })
})

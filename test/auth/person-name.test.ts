import { expect, test } from 'bun:test'
import { LONGEST_NAME, tidyName } from '../../src/auth/person-name.ts'

test('a name that somebody could have chosen stays as it is', () => {
  for (const name of ['Ada', 'Ada King, Countess of Lovelace', '艾达', 'Zoë 👩‍💻', "O'Brien <b>"]) {
    expect(tidyName(name)).toBe(name)
  }
})

test('any other becomes one: in one line, without what cannot be stored, and short', () => {
  expect(tidyName('  Ada\r\nBcc: eve\u0000 \u2028')).toBe('Ada Bcc: eve')
  expect(tidyName('Ada\ud800')).toBe('Ada\ufffd')
  expect([...(tidyName('👩'.repeat(1_000)) ?? '')]).toHaveLength(LONGEST_NAME)
  expect(tidyName('a'.repeat(1_000_000))).toHaveLength(LONGEST_NAME)
})

test('there has to be something to see in it', () => {
  for (const name of ['', '   ', '\n\t', '\u200b\u2060']) expect(tidyName(name)).toBeNull()
})

import { expect, test } from 'bun:test'
import { emojiOf } from '../../src/http/emoji.ts'

test.each(['👍', '👍🏽', '🇩🇪', '👩‍👩‍👧', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '❤️', '👁️‍🗨️', '🕵🏽‍♂️'])(
  '%s is an emoji',
  (emoji) => {
    expect(emojiOf(emoji)).toBe(emoji)
  },
)

test.each([
  ['❤', '❤️'],
  ['❤‍🔥', '❤️‍🔥'],
  ['👍️', '👍'],
  ['🏳‍🌈', '🏳️‍🌈'],
  ['👁‍🗨', '👁️‍🗨️'],
  ['🕵‍♂', '🕵️‍♂️'],
  ['1⃣', '1️⃣'],
  ['☝️🏽', '☝🏽'],
])('%s is another spelling of %s', (text, emoji) => {
  expect(emojiOf(text)).toBe(emoji)
})

test.each([
  '',
  'a',
  '1',
  '#',
  '👍👍',
  '👍 ',
  ':thumbsup:',
  '\u200D',
  '\uFE0F',
  '\uD83D',
  '👍'.repeat(40),
])('%p is none', (text) => {
  expect(emojiOf(text)).toBeNull()
})

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { isEmojiOnly, parseText } from '../../src/web/messages/parse-text.ts'

/** Pieces as `kind:text`, plain text without its kind. */
const pieces = (content: string) =>
  parseText(content).map(({ kind, text }) => (kind === 'text' ? text : `${kind}:${text}`))

describe('a text', () => {
  test.each<[string, string[]]>([
    ['Hello\nworld', ['Hello\nworld']],
    ['<b>no</b> &amp;', ['<b>no</b> &amp;']],
    ['see https://a.test/b?c=d#e.', ['see ', 'link:https://a.test/b?c=d#e', '.']],
    ['(https://a.test/b) and', ['(', 'link:https://a.test/b', ') and']],
    ['https://a.test/w_(x)', ['link:https://a.test/w_(x)']],
    ['javascript:alert(1) data:text/html,x', ['javascript:alert(1) data:text/html,x']],
    ['http://', ['http://']],
    ['@Ada. and a@b.test', ['mention:@Ada', '. and a@b.test']],
    ['`@ada` @room', ['code:@ada', ' ', 'mention:@room']],
    ['```ts\nconst a = `@b`\n```\nafter', ['block:const a = `@b`', 'after']],
    ['```\nwithout an end', ['block:without an end']],
    ['**bold** and *not* 2*3*4', ['bold:bold', ' and ', 'italic:not', ' 2*3*4']],
    ['snake_case_name _so_ ~~gone~~', ['snake_case_name ', 'italic:so', ' ', 'struck:gone']],
  ])('%j', (content, expected) => {
    expect(pieces(content)).toEqual(expected)
  })

  test('loses nothing of what is no markup, and takes no time', () => {
    const letters = fc.constantFrom('a', ' ', '@', '.', '`', '*', '_', '~', '\n', 'https://', '(')
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 60 }), (parts) => {
        const content = parts.join('')
        const kept = parseText(content)
          .map(({ text }) => text)
          .join('')
        const plain = (text: string) => text.replace(/[`*_~\n]/g, '')
        expect(plain(kept)).toBe(plain(content))
      }),
    )
    for (const piece of ['*', '_a', '`', '```', '@a', 'https://', '~~', '**a ']) {
      parseText(piece.repeat(4_000 / piece.length))
    }
  })

  test.each([
    ['🎉', true],
    ['👍 👍🏽 ❤️', true],
    ['1', false],
    ['ok 👍', false],
    ['', false],
  ])('%j is nothing but emoji: %p', (content, expected) => {
    expect(isEmojiOnly(content)).toBe(expected)
  })
})

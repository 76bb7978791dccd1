import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { parseMentions } from '../../src/models/parse-mentions.ts'

const names = (text: string) => [...parseMentions(text).names]

describe('a mention', () => {
  test.each([
    ['@ada', ['ada']],
    ['hi @Ada, and @GRACE!', ['ada', 'grace']],
    ['(@ada) "@grace" *@linus*', ['ada', 'grace', 'linus']],
    ['@ada @ada', ['ada']],
    ["@ada's and @ada/@grace", ['ada']],
    ['@ada.lovelace-2', ['ada.lovelace-2']],
    ['ask @ada.', ['ada.']],
    ['你好@ada你好', ['ada']],
    ['@adaさん、@grace님', ['ada', 'grace']],
    ['👋@ada🎉', ['ada']],
    ['line\n@ada\r\n@grace', ['ada', 'grace']],
    ['`code` @ada `more`', ['ada']],
    ['an unfinished ` @ada', ['ada']],
  ])('is found in %p', (text, expected) => {
    expect(names(text)).toEqual(expected)
  })

  test.each([
    'ada',
    '@ ada',
    '@',
    '@@ada',
    'mail@ada',
    'mail ada@example.com or é@ada',
    '@ada@example.social',
    '@adaé and @éada',
    '@ада',
    '\\@ada',
    'https://example.com/@ada',
    'see https://example.com/?to=@ada&x',
    'example.com/@ada',
    '[@ada](https://example.com)',
    '[text](/@ada)',
    '`@ada`',
    '``a ` @ada``',
    '`spans\n@ada lines`',
    '```\n@ada\n```',
    '```js\n@ada',
    '~~~\n@ada\n~~~',
    '@\u212Aelvin',
  ])('is not found in %p', (text) => {
    expect(names(text)).toEqual([])
  })

  test('of the room is @room', () => {
    expect(parseMentions('@room').room).toBe(true)
    expect(parseMentions('look, @Room!').room).toBe(true)
    expect(parseMentions('@room.').room).toBe(true)
    expect(parseMentions('@rooms and `@room`').room).toBe(false)
  })
})

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9._-]{0,30}[a-z0-9])?$/)
const blank = fc.constantFrom(' ', '\n', '\t', ' — ', '、', '(', ') ', ' «', '» ', ', ')
const noise = fc.oneof(
  fc.constantFrom('', 'héllo', '你好', '👩‍👩‍👧', '# 1', '"quoted"', 'שלום', 'a_b', '**bold**', '@'),
  name.map((word) => `\`@${word}\``),
  name.map((word) => `\`\`a \` @${word}\`\``),
  name.map((word) => `https://example.com/@${word}`),
  name.map((word) => `[see @${word}](/there)`),
  name.map((word) => `someone@${word}.example`),
  name.map((word) => `@${word}@example.social`),
)

test('among anything else exactly the mentions are found', () => {
  const mention = name.map((word) => ({ text: `@${word}`, word }))
  const piece = fc.oneof(
    mention,
    noise.map((text) => ({ text, word: null })),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, blank), { maxLength: 20 }), (pieces) => {
      const text = pieces.map(([{ text }, between]) => `${text} ${between}`).join('')
      const expected = pieces.flatMap(([{ word }]) => (word === null ? [] : [word]))
      expect(names(text)).toEqual([...new Set(expected)])
    }),
    { numRuns: 500 },
  )
})

test('any text has an answer, and its names are names', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 })
  const crafted = fc.array(
    fc.constantFrom('@', '`', '```', '~~~', '\n', '[', '](', ')', 'a', ' '),
    {
      maxLength: 200,
    },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        crafted.map((parts) => parts.join('')),
      ),
      (any) => {
        for (const found of names(any)) expect(found).toMatch(/^[a-z0-9][a-z0-9._-]*$/)
      },
    ),
    { numRuns: 500 },
  )
})

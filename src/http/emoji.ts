import { Kind, TypeRegistry } from '@sinclair/typebox'
import { t } from 'elysia'

/** One of the emoji that Unicode recommends for interchange, sequences included (UTS 51, ED-27). */
const RECOMMENDED = /^\p{RGI_Emoji}$/v

/** What is drawn as text unless a variation selector asks for the emoji; before a skin tone none does. */
const TEXT_BY_DEFAULT = /[\p{Emoji}--\p{Emoji_Presentation}](?!\p{Emoji_Modifier})/gv

const SELECTORS = /\uFE0F/g

/**
 * The one spelling of an emoji, with U+FE0F where Unicode's list has it: keyboards leave it out
 * here and there. Null for anything else, such as two of them, or a letter.
 */
export function emojiOf(text: string): string | null {
  if (text.length > 64) return null
  if (RECOMMENDED.test(text)) return text
  const bare = text.replace(SELECTORS, '')
  if (RECOMMENDED.test(bare)) return bare
  const qualified = bare.replace(TEXT_BY_DEFAULT, '$&\uFE0F')
  return RECOMMENDED.test(qualified) ? qualified : null
}

/** In a path, percent-encoded as UTF-8. */
export const emoji = t.Unsafe<string>({
  type: 'string',
  minLength: 1,
  maxLength: 64,
  description: 'One emoji, such as 👍, percent-encoded.',
  examples: ['👍'],
  [Kind]: 'ConclaveEmoji',
})

TypeRegistry.Set(
  'ConclaveEmoji',
  (_, value) => typeof value === 'string' && emojiOf(value) !== null,
)

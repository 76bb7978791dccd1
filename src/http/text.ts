import { Kind, type TUnsafe, TypeRegistry } from '@sinclair/typebox'
import { t } from 'elysia'
import { inWords } from './schema.ts'

/**
 * What people write, of at most `maxLength` Unicode code points. There has to be
 * something to see in it. NUL and lone surrogates are refused: the first ends a
 * text in many programs, the second cannot be stored as UTF-8 at all.
 */
export function prose(maxLength: number, { examples }: TextOptions = {}): TUnsafe<string> {
  return text('ConclaveProse', maxLength, 'not blank, without NUL and lone surrogates', examples)
}

/**
 * A name in one line, of at most `maxLength` Unicode code points without the
 * blanks around it. Store it trimmed.
 */
export function label(maxLength: number, { examples }: TextOptions = {}): TUnsafe<string> {
  return text('ConclaveLabel', maxLength, 'not blank, without control characters', examples)
}

interface TextOptions {
  readonly examples?: readonly string[]
}

function text(kind: string, maxLength: number, rules: string, examples: readonly string[] = []) {
  const words = `1 to ${maxLength} characters, ${rules}`
  return t.Unsafe<string>({
    type: 'string',
    minLength: 1,
    maxLength,
    description: `Has ${words}. Characters are Unicode code points.`,
    ...(examples.length === 0 ? {} : { examples }),
    [inWords]: words,
    [Kind]: kind,
  })
}

interface Limit {
  readonly maxLength: number
}

TypeRegistry.Set<Limit>(
  'ConclaveProse',
  ({ maxLength }, value) =>
    typeof value === 'string' &&
    hasAtMost(maxLength, value) &&
    value.isWellFormed() &&
    !value.includes('\0') &&
    visible.test(value),
)

TypeRegistry.Set<Limit>('ConclaveLabel', ({ maxLength }, value) => isLabel(maxLength, value))

/** What {@link label} asks for. */
export function isLabel(maxLength: number, value: unknown): boolean {
  return (
    typeof value === 'string' &&
    hasAtMost(maxLength, value.trim()) &&
    value.isWellFormed() &&
    !breaking.test(value) &&
    visible.test(value)
  )
}

/** Neither blank nor one of the characters that draw nothing by themselves, such as U+200B. */
const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}]/u

/** Control characters, and the two other ways to begin a line. */
const breaking = /[\p{Cc}\p{Zl}\p{Zp}]/u

/** Code points, as JSON Schema counts them: `length` counts most emoji twice. */
function hasAtMost(limit: number, value: string): boolean {
  if (value.length <= limit) return true
  if (value.length > 2 * limit) return false
  let count = 0
  for (const _ of value) count += 1
  return count <= limit
}

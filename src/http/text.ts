import { Kind, type TUnsafe, TypeRegistry } from '@sinclair/typebox'
import { t } from 'elysia'
import { hasAtMost, isLabel, VISIBLE } from '../label.ts'
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
 * blanks around it. Store it {@link tidy}.
 */
export function label(maxLength: number, { examples }: TextOptions = {}): TUnsafe<string> {
  return text(
    'ConclaveLabel',
    maxLength,
    'not blank, without characters that control lines or direction',
    examples,
  )
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
    VISIBLE.test(value),
)

TypeRegistry.Set<Limit>('ConclaveLabel', ({ maxLength }, value) => isLabel(maxLength, value))

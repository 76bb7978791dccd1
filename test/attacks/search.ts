import fc, { type Arbitrary } from 'fast-check'
import { requireServed, type Target } from './target.ts'

/** What means something to SQLite's full-text search, to us, or to other search boxes. */
const piece: Arbitrary<string> = fc.oneof(
  fc.constantFrom('AND', 'OR', 'NOT', 'NEAR(', 'NEAR/3', '(', ')', '*', '^', '+', '-', ':', '"'),
  fc.constantFrom('content:', 'rowid:', 'rank', '{content}:', '- {x} :', "'", ';', '--', '/*', '%'),
  fc.constantFrom('from:', 'from:"', 'from:me', 'in:', 'in:99999999999999999999', 'in:-1', 'in:"'),
  fc.constantFrom('has:', 'has:x', 'before:', 'before:0000-00-00', 'after:9999-99-99', 'on:x'),
  fc.constantFrom('-from:me', '--', '-"', '-*', 'a*', '日*', 'が', '\u0301', '👍', '\u200b', '\0'),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)

const query = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 12 }), fc.constantFrom(' ', ''))
  .map(([pieces, between]) => pieces.join(between).toWellFormed())

/**
 * Searches for what is no query in any language: it finds something, nothing, or is refused.
 *
 * @throws Error with the query, and the seed that makes it again
 */
export async function attackSearch(target: Target, runs: number, seed?: number): Promise<void> {
  const { url, token, path } = target
  await fc.assert(
    fc.asyncProperty(query, async (q) => {
      const response = await fetch(`${url}${path}/search?${new URLSearchParams({ q })}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      const { status } = response
      if (status !== 200 && status !== 422) throw new Error(`${status} ${await response.text()}`)
      await response.arrayBuffer()
    }),
    { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
  )
  await requireServed(target)
}

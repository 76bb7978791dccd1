import type { Term } from './query.ts'
import { type Word, wordsOf } from './words.ts'

/** Part of a text, in UTF-16 units. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Where the terms that are asked for stand in a text, in order and apart from each other. */
export function rangesOf(text: string, terms: readonly Term[]): Range[] {
  const words = wordsOf(text)
  const found = terms.filter(({ negated }) => !negated).flatMap((term) => occurrences(words, term))
  found.sort((a, b) => a.start - b.start || b.end - a.end)
  const apart: Range[] = []
  for (const range of found) {
    const last = apart.at(-1)
    if (last === undefined || range.start > last.end) apart.push(range)
    else if (range.end > last.end) apart[apart.length - 1] = { start: last.start, end: range.end }
  }
  return apart
}

/** Whether a text has all terms, and none of the negated ones. */
export function matches(text: string, terms: readonly Term[]): boolean {
  const words = wordsOf(text)
  return terms.every((term) => occurrences(words, term).length > 0 !== term.negated)
}

function occurrences(words: readonly Word[], term: Term): Range[] {
  const found: Range[] = []
  for (let at = 0; at + term.words.length <= words.length; at += 1) {
    const first = words[at]
    const last = words[at + term.words.length - 1]
    if (first && last && standsAt(words, at, term))
      found.push({ start: first.start, end: endOf(last, term) })
  }
  return found
}

function standsAt(words: readonly Word[], at: number, { words: wanted, prefix }: Term): boolean {
  return wanted.every((want, index) => {
    const text = words[at + index]?.text
    const isLast = index === wanted.length - 1
    return prefix && isLast ? text?.startsWith(want) : text === want
  })
}

/** A single character of an unspaced script begins a word of two, of which it is the first. */
function endOf(last: Word, { words, prefix }: Term): number {
  const want = words.at(-1) ?? ''
  return last.unspaced && prefix ? last.start + want.length : last.end
}

import { matchesStrongly } from '../../http/etag.ts'

/** First and last byte, both included. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/** Of any length, or none. */
const DIGITS = /^\d*$/

/**
 * What part of `size` bytes is asked for (RFC 9110 section 14).
 *
 * @returns null for all of it, `none` when it asks for bytes behind the end
 */
export function byteRange(
  { headers }: Request,
  size: number,
  etag: string,
): ByteRange | null | 'none' {
  const condition = headers.get('if-range')
  // Section 13.1.5: what is not the version that they have part of, they get as a whole. A date is none.
  if (condition !== null && !(condition !== '*' && matchesStrongly(condition, etag))) return null
  const range = rangeIn(headers.get('range') ?? '')
  if (range === null) return null
  const { from, to } = range
  if (from === '' && to === '') return null
  if (from === '') {
    // The last so many.
    if (Number(to) === 0) return 'none'
    return { first: Math.max(0, size - Number(to)), last: size - 1 }
  }
  if (Number(from) >= size) return 'none'
  if (to !== '' && Number(to) < Number(from)) return null
  return { first: Number(from), last: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}

/**
 * One range; of several, all is sent (RFC 9110 section 14.2 allows that). With blanks, because Bun
 * reads them in what is left to it, and answers 416 without our problem; taken apart by `split`,
 * because an expression with several runs of them takes the square of their number.
 */
function rangeIn(header: string): { readonly from: string; readonly to: string } | null {
  const [unit = '', both = '', ...more] = header.split('=').map((part) => part.trim())
  const [from = '', to, ...others] = both.split('-').map((part) => part.trim())
  const isOne = to !== undefined && more.length === 0 && others.length === 0
  if (!isOne || unit.toLowerCase() !== 'bytes') return null
  return DIGITS.test(from) && DIGITS.test(to) ? { from, to } : null
}

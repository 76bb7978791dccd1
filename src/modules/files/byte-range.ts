import { matchesStrongly } from '../../http/etag.ts'

/** First and last byte, both included. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * One range; of several, all is sent (RFC 9110 section 14.2 allows that). Numbers of any length, and
 * blanks, because Bun reads them in what is left to it, and answers 416 without our problem.
 */
const RANGE = /^bytes[ \t]*=[ \t]*(\d*)[ \t]*-[ \t]*(\d*)$/i

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
  const found = RANGE.exec(headers.get('range')?.trim() ?? '')
  if (found === null) return null
  const [, from = '', to = ''] = found
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

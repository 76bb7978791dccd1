import type { Context } from 'elysia'
import { preconditionFailed } from '../problem.ts'

/**
 * A strong validator (RFC 9110 section 8.8.3) from what changes when the
 * resource does, such as its id and the time of its last edit.
 */
export function strongEtag(...parts: readonly (string | number | null)[]): string {
  const text = parts.join('.')
  if (PLAIN.test(text)) return `"${text}"`
  // encodeURIComponent leaves only characters that etagc allows, and no dot needs escaping.
  return `"${parts.map((part) => encodeURIComponent(part ?? '')).join('.')}"`
}

/** What encodeURIComponent would leave as it is. */
const PLAIN = /^[\w.~-]*$/

/**
 * Answers a conditional GET: puts the ETag on the answer, and says whether the
 * caller has this version already. Then the status is 304, and the handler
 * returns nothing.
 */
export function notModified(request: Request, set: Context['set'], etag: string): boolean {
  Object.assign(set.headers, { etag })
  const header = request.headers.get('if-none-match')
  if (header === null || !matchesWeakly(header, etag)) return false
  set.status = 304
  return true
}

/**
 * Honours If-Match before a change. Call it inside the unit of work that changes
 * the resource, or another change may come in between.
 *
 * @throws Problem 412
 */
export function requireMatch(request: Request, etag: string): void {
  const header = request.headers.get('if-match')
  if (header !== null && !matchesStrongly(header, etag)) throw preconditionFailed()
}

/** If-Match: strong comparison, so a weak tag never matches (RFC 9110 section 13.1.1). */
export function matchesStrongly(header: string, etag: string): boolean {
  const tags = entityTags(header)
  return tags === '*' || tags.includes(etag)
}

/** If-None-Match: weak comparison, which ignores the W/ (RFC 9110 section 13.1.2). */
export function matchesWeakly(header: string, etag: string): boolean {
  const tags = entityTags(header)
  return tags === '*' || tags.some((tag) => tag.replace(/^W\//, '') === etag)
}

/** The tags of a list; what is not a list has none, and so matches nothing. */
function entityTags(header: string): '*' | string[] {
  if (header.trim() === '*') return '*'
  // A tag may hold commas, and a list may have empty elements (RFC 9110 section 5.6.1.2).
  // Blanks stand in one place for each way to match: two runs side by side would take their square.
  const element = /[\t ]*(?:((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")[\t ]*)?(?:,|$)/y
  const tags: string[] = []
  while (element.lastIndex < header.length) {
    const match = element.exec(header)
    if (match === null) return []
    if (match[1] !== undefined) tags.push(match[1])
  }
  return tags
}

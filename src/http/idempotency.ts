import { createHash } from 'node:crypto'
import { badRequest } from '../problem.ts'

/** A string of RFC 9651 (section 3.3.3) with 1 to 255 characters. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"$/

/** The same without its quotes, as most clients send it: nothing that would need them. */
const BARE = /^[\w.~:/+=!#$%&'*^`|-]{1,255}$/

/**
 * The Idempotency-Key of a request (draft-ietf-httpapi-idempotency-key-header), which is a string
 * in quotes and is taken without them too. Null without the header.
 *
 * @throws Problem 400 when it is neither
 */
export function idempotencyKey(request: Request): string | null {
  const header = request.headers.get('idempotency-key')
  if (header === null) return null
  if (BARE.test(header)) return header
  const quoted = QUOTED.exec(header)?.[1]
  if (quoted === undefined) {
    throw badRequest(
      'invalid_idempotency_key',
      'The Idempotency-Key must be a string of 1 to 255 characters of ASCII, in quotes.',
    )
  }
  return quoted.replace(/\\(["\\])/g, '$1')
}

/** What tells two requests apart that came with one key. Keeps nothing of what they say. */
export function requestHash(...parts: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** For `requestHeaders` of an operation. */
export const idempotencyKeyHeader = {
  'Idempotency-Key':
    'Makes it safe to send the request again: with the same key (in quotes or without) and the ' +
    'same content it is carried out once, and answered each time as the first time. Keys are ' +
    'yours alone, and are forgotten after 24 hours. With other content: 422 ' +
    '`idempotency_key_reused`.',
}

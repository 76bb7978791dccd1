import type { WorkspaceAccess } from '../auth/authority.ts'
import type { Attempt } from '../models/idempotency-keys.ts'
import { badRequest } from '../problem.ts'

/** A string of RFC 9651 (section 3.3.3) with 1 to 255 characters. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"$/

/** The same without its quotes, as most clients send it: nothing that would need them. */
const BARE = /^[\w.~:/+=!#$%&'*^`|-]{1,255}$/

/**
 * The request as one that may be sent again; null unless it has an Idempotency-Key
 * (draft-ietf-httpapi-idempotency-key-header), a string in quotes that is taken without them too.
 *
 * @param asked what must be the same when the key is
 * @throws Problem 400 when the header is no such string
 */
export function attemptOf(
  request: Request,
  { caller }: WorkspaceAccess,
  operation: string,
  asked: readonly (string | number | null)[],
): Attempt | null {
  const header = request.headers.get('idempotency-key')
  if (header === null) return null
  const key = keyOf(header)
  return {
    key,
    scope: digest([caller.personId, operation]),
    // With the key, which nobody can guess: a text alone could be tried out.
    request: digest([key, ...asked]),
  }
}

function keyOf(header: string): string {
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

/** 128 bits, of a digest that nobody finds two texts for. */
function digest(parts: readonly (string | number | null)[]): string {
  return Bun.SHA256.hash(JSON.stringify(parts), 'base64url').slice(0, 22)
}

/** For `requestHeaders` of an operation. */
export const idempotencyKeyHeader = {
  'Idempotency-Key':
    'Makes it safe to send the request again: with the same key (in quotes or without) and the ' +
    'same content it is carried out once, and answered each time as the first time. Keys are ' +
    'yours alone, and are forgotten after 24 hours. With other content: 422 ' +
    '`idempotency_key_reused`. Keys that begin with the time, such as UUIDv7, are the cheapest.',
}

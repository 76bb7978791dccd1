import type { Context } from 'elysia'

/** What may come in: short, and unable to break a log line or a header. */
const acceptable = /^[\w=-]{1,255}$/

// Random per process, counted within it: unique without asking for randomness on each request.
const prefix = crypto.randomUUID().slice(0, 13)
let count = 0

/**
 * The id of this request: the caller's X-Request-Id where it is acceptable, else
 * a new one. It is remembered in the headers of the answer, where it belongs
 * anyway, so asking twice gives the same.
 */
export function requestId(request: Request, set: Context['set']): string {
  const known = set.headers['x-request-id']
  if (typeof known === 'string') return known
  const id = freshId(request)
  set.headers['x-request-id'] = id
  return id
}

/** The id of a request whose id nobody asked for yet. */
export function freshId(request: Request): string {
  const given = request.headers.get('x-request-id')
  return given !== null && acceptable.test(given) ? given : `${prefix}-${++count}`
}

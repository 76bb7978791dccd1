import type { ProblemCode } from './options.ts'
import type { ConclaveProblem } from './problem.ts'
import type { Route } from './route.ts'

/** Doing it twice is doing it once (RFC 9110 section 9.2.2). */
const idempotent = new Set(['GET', 'PUT', 'DELETE'])

/** Problems of a workspace that could not be opened: nothing was done yet, whatever it was. */
const before: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'in_use',
  'maintenance',
  'migrating',
  'pool_exhausted',
])

/** Of gateways too: 502 and 504. */
const passing = new Set([429, 502, 503, 504])

/** Whether a request that got no answer at all can be sent again. */
export function isRepeatable({ method, keyed }: Route): boolean {
  return keyed === true || idempotent.has(method)
}

/** Whether a request that got this answer can be sent again, and may get a better one. */
export function isWorthRepeating(route: Route, { status, code }: ConclaveProblem): boolean {
  if (!passing.has(status)) return false
  return status === 429 || before.has(code) || isRepeatable(route)
}

/**
 * How long to wait before the next attempt, in milliseconds. Never less than the server asked for;
 * on top of that by chance, so that clients that were refused together do not come back together.
 *
 * @param attempt 0 for the first one that failed
 */
export function waitBefore(attempt: number, retryAfter: number | null): number {
  if (retryAfter !== null) return retryAfter * 1_000 + Math.random() * 500
  return Math.random() * Math.min(10_000, 500 * 2 ** attempt)
}

/** Rejects with the signal's reason as soon as it is aborted. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', give)
      resolve()
    }, milliseconds)
    function give() {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', give, { once: true })
  })
}

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Config } from '../../config.ts'
import { forbidden, invalidToken, unauthorized } from '../../problem.ts'

/** The loopback interface, as Bun writes addresses. */
const loopback = /^(127\.|::1$|::ffff:127\.)/

/** What a proxy on the same machine adds: through it everybody seems to come from here. */
const forwarding = ['forwarded', 'x-forwarded-for', 'via'] as const

/**
 * Who may read the figures. With METRICS_TOKEN: whoever has it. Without: nobody
 * in production, and in development whoever is on this machine, unless a proxy
 * speaks for them.
 *
 * @param address of the peer, null when it is not known
 * @throws Problem 401, 403
 */
export function requireReader(
  { metricsToken, production }: Config,
  { headers }: Request,
  address: string | null,
): void {
  if (metricsToken !== undefined) {
    const given = headers.get('authorization')
    if (given === null) throw unauthorized('This needs METRICS_TOKEN as a bearer token.')
    if (!isSame(given.replace(/^bearer +/i, ''), metricsToken)) throw invalidToken()
    return
  }
  const local =
    address !== null && loopback.test(address) && !forwarding.some((name) => headers.has(name))
  if (production || !local) {
    throw forbidden('Set METRICS_TOKEN to read this from elsewhere.', 'metrics_closed')
  }
}

/** In constant time. Hashes have one length, so that not even the length of the token shows. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}

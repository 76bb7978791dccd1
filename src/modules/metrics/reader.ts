import { createHash, timingSafeEqual } from 'node:crypto'
import type { Config } from '../../config.ts'
import { isLocal } from '../../http/is-local.ts'
import { forbidden, invalidToken, unauthorized } from '../../problem.ts'

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
  request: Request,
  address: string | null,
): void {
  if (metricsToken !== undefined) {
    const given = request.headers.get('authorization')
    if (given === null) throw unauthorized('This needs METRICS_TOKEN as a bearer token.')
    if (!isSame(given.replace(/^bearer +/i, ''), metricsToken)) throw invalidToken()
    return
  }
  if (production || !isLocal(request, address)) {
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

import { forbidden } from '../problem.ts'
import type { Site } from '../site.ts'

/**
 * For whatever a browser may send of its own accord with the cookie: it has to
 * come from one of our own pages, or from the person (the address bar, a
 * bookmark). SameSite is not enough: a page on another port of this host counts
 * as the same site, and its posts carry the cookie.
 *
 * Browsers tell by Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/), those
 * that are old or on plain http by Origin.
 *
 * @throws Problem 403
 */
export function requireSameOrigin({ headers }: Request, site: Site): void {
  const fetchSite = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  const own =
    fetchSite === null
      ? origin !== null && site.isOwn(origin)
      : fetchSite === 'same-origin' || fetchSite === 'none'
  if (own) return
  throw forbidden(
    'This was sent by a page of another origin, or by a client that does not say of which.',
    'cross_site_request',
  )
}

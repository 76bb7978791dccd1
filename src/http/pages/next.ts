/** Longer ones are nobody's page. */
const longest = 1_000

/**
 * Where to go after signing in: a path of ours with its query, or `/` for
 * whatever else was asked for. A browser reads `//evil.test`, `/\evil.test` and
 * `/<tab>/evil.test` as another host (https://url.spec.whatwg.org/#url-parsing),
 * so the path is what that same parser makes of it, and held to the same host.
 */
export function nextPath(asked: string | null | undefined): string {
  if (asked == null || asked.length > longest || !asked.startsWith('/')) return '/'
  const url = URL.parse(asked, 'http://own.invalid')
  if (url === null || url.origin !== 'http://own.invalid') return '/'
  const path = url.pathname + url.search + url.hash
  // `/.//evil.test` comes out of the parser as `//evil.test`.
  return path.startsWith('//') ? '/' : path
}

/** The address of a page that goes on to `next`. */
export function withNext(page: string, next: string): string {
  return next === '/' ? page : `${page}?${new URLSearchParams({ next })}`
}

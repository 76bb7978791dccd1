/** One route of the app: `/rooms/:room`, GET. */
export interface Route {
  readonly method: string
  readonly path: string
}

/**
 * Which routes a path belongs to, whatever the method. Elysia's router answers
 * that for one method at a time, so this serves errors only: it finds the
 * methods for a 405, and the pattern to log instead of a path that may hold a
 * token.
 */
export function routesOf(path: string, routes: readonly Route[]): Route[] {
  const segments = path.replace(/\/$/, '').split('/')
  return routes.filter((route) => {
    const pattern = route.path.replace(/\/$/, '').split('/')
    return (
      pattern.length === segments.length &&
      pattern.every((part, i) => part === segments[i] || (part.startsWith(':') && segments[i]))
    )
  })
}

/** The methods of some routes, as the Allow header wants them. GET answers HEAD too. */
export function methodsOf(routes: readonly Route[]): string[] {
  const methods = new Set(routes.map((route) => (route.method === 'WS' ? 'GET' : route.method)))
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods].sort()
}

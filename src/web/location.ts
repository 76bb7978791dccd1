import { signal } from '@preact/signals'

/** Where the browser is, of what the client shows. */
export interface Place {
  readonly path: string
  readonly query: URLSearchParams
}

const here = (): Place => ({
  path: window.location.pathname,
  query: new URLSearchParams(window.location.search),
})

export const place = signal(here())

/** @param to a path of the client with its query */
export function navigate(to: string, { replace = false } = {}): void {
  if (to === window.location.pathname + window.location.search) return
  if (replace) history.replaceState(null, '', to)
  else history.pushState(null, '', to)
  place.value = here()
}

/** The present address with other values in its query; null takes one away. */
export function withQuery(changes: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams(place.value.query)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name)
    else query.set(name, value)
  }
  return query.size === 0 ? place.value.path : `${place.value.path}?${query}`
}

/** Plain links stay within the client, unless somebody wants a tab of their own. */
export function followLinks(): void {
  window.addEventListener('popstate', () => {
    place.value = here()
  })
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (link === null || link.target !== '' || link.hasAttribute('download')) return
    const { origin, pathname, search } = new URL(link.href, window.location.href)
    if (origin !== window.location.origin || !isOurs(pathname)) return
    event.preventDefault()
    navigate(pathname + search)
  })
}

const isOurs = (path: string) => /^\/(w\/.*|account(\/.*)?)?$/.test(path)

import type { CallOptions } from './options.ts'
import type { Route } from './route.ts'

/** The values of an operation's parameters, by name, and its body. */
export type Values = Readonly<Record<string, unknown>>

/** What is to be sent, as often as it takes. */
export interface Prepared {
  /** The path and the query. */
  readonly target: string
  readonly headers: Headers
  readonly body: BodyInit | null
}

/** @throws TypeError when a parameter of the path is missing, or would be no segment of it */
export function requestOf(route: Route, input: Values, options: CallOptions): Prepared {
  const inPath = new Set<string>()
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    inPath.add(name)
    return segment(name, input[name])
  })
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input)) {
    if (name === 'body' || inPath.has(name) || value === undefined) continue
    query.set(name, String(value))
  }
  const headers = new Headers(options.headers)
  if (options.ifMatch !== undefined) headers.set('if-match', options.ifMatch)
  const { body } = input
  const target = query.size === 0 ? path : `${path}?${query}`
  if (body === undefined) return { target, headers, body: null }
  if (route.uploads) return { target, headers, body: body as BodyInit }
  headers.set('content-type', 'application/json')
  return { target, headers, body: JSON.stringify(body) }
}

/** `..` stays as it is when it is encoded, and would lead to another operation. */
function segment(name: string, value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value)
  if (text === '' || text === '.' || text === '..') {
    throw new TypeError(`${name} cannot be ${JSON.stringify(value) ?? 'missing'}`)
  }
  return encodeURIComponent(text)
}

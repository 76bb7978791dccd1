/** What the form of the search holds; each empty where it is not asked for. */
export interface Asked {
  /** Words, and whatever else the search understands. */
  readonly q: string
  /** The username of who wrote it. */
  readonly from: string
  /** The id of a room. */
  readonly in: string
  readonly has: string
  /** Days, as 2026-03-01. */
  readonly after: string
  readonly before: string
}

const filters = ['from', 'in', 'has', 'after', 'before'] as const

/** From the query of the address, which a link may bring. */
export function askedOf(query: URLSearchParams): Asked {
  const get = (name: keyof Asked) => query.get(name)?.trim() ?? ''
  return {
    q: get('q'),
    from: get('from'),
    in: get('in'),
    has: get('has'),
    after: get('after'),
    before: get('before'),
  }
}

/** As the API takes it: `release from:ada in:12`. */
export function queryOf(asked: Asked): string {
  const parts = filters.filter((name) => asked[name] !== '').map((name) => `${name}:${asked[name]}`)
  return [asked.q, ...parts].filter((part) => part !== '').join(' ')
}

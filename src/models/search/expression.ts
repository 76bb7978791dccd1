import type { Attachment, Filter, Term } from './query.ts'

/** A query whose filters are ids: what the index is asked for. */
export interface IndexQuery {
  readonly terms: readonly Term[]
  readonly rooms: readonly Filter<number>[]
  readonly authors: readonly Filter[]
  readonly has: readonly Filter<Attachment>[]
  /** The only rooms that matter, where they are few; null where there are too many to name. */
  readonly among: readonly number[] | null
}

/**
 * The query in the language of FTS5 (https://sqlite.org/fts5.html#full_text_query_syntax). Every
 * word stands in quotes and has letters and digits only, so that nothing in it is syntax.
 */
export function matchExpression({ terms, rooms, authors, has, among }: IndexQuery): string {
  const wanted = [
    ...terms.filter(isWanted).map(wordsOf),
    ...facet(rooms.filter(isWanted).map(({ value }) => roomFacet(value))),
    ...facet(authors.filter(isWanted).map(({ value }) => authorFacet(value))),
    ...has.filter(isWanted).flatMap(({ value }) => facet([value])),
    ...facet(among?.map(roomFacet) ?? []),
  ]
  const unwanted = [
    ...terms.filter(isUnwanted).map(wordsOf),
    ...facet([
      ...rooms.filter(isUnwanted).map(({ value }) => roomFacet(value)),
      ...authors.filter(isUnwanted).map(({ value }) => authorFacet(value)),
      ...has.filter(isUnwanted).map(({ value }) => value),
    ]),
  ]
  // A difference needs something to begin with.
  const all = wanted.length === 0 ? facet(['all']) : wanted
  const sum = `(${all.join(' AND ')})`
  return unwanted.length === 0 ? sum : `${sum} NOT (${unwanted.join(' OR ')})`
}

function wordsOf({ words, prefix }: Term): string {
  return `(words : "${words.join(' ')}"${prefix ? ' *' : ''})`
}

/** One expression that any of the facets fulfils; none for none. */
function facet(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`(facets : (${names.map((name) => `"${name}"`).join(' OR ')}))`]
}

function roomFacet(id: number): string {
  return `r${id}`
}

function authorFacet(id: string): string {
  const bytes = [...new TextEncoder().encode(id)]
  return `u${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

function isWanted({ negated }: { readonly negated: boolean }): boolean {
  return !negated
}

function isUnwanted({ negated }: { readonly negated: boolean }): boolean {
  return negated
}

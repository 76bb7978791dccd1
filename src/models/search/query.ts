/** Words that stand side by side. */
export interface Term {
  readonly words: readonly string[]
  /** Whether the last word may go on. */
  readonly prefix: boolean
  readonly negated: boolean
}

/** What a message has to be beside its words; `negated`, what it must not be. */
export interface Filter<Value = string> {
  readonly value: Value
  readonly negated: boolean
}

export type Attachment = 'file' | 'image'

/** What is searched for. Any one of several rooms or authors will do; all the rest has to fit. */
export interface SearchQuery {
  readonly terms: readonly Term[]
  /** Usernames, lower-case, or `me`. */
  readonly from: readonly Filter[]
  /** Ids or names of rooms. */
  readonly in: readonly Filter[]
  readonly has: readonly Filter<Attachment>[]
  /** Days, as `YYYY-MM-DD` in UTC: from the beginning of `since`, and before that of `until`. */
  readonly since: string | null
  readonly until: string | null
}

/** So many terms and filters a search may have. */
export const MOST_TERMS = 16

/** How many terms and filters there are, which is what a search costs by. */
export function sizeOf({ terms, from, in: rooms, has, since, until }: SearchQuery): number {
  return (
    terms.length +
    from.length +
    rooms.length +
    has.length +
    Number(since !== null || until !== null)
  )
}

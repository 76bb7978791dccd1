/** Where an operation is, and how it is used; `generated/routes.ts` has one for each. */
export interface Route {
  readonly method: string
  /** With its parameters in braces. */
  readonly path: string
  /** The answer is handed over as it comes: a file, or text. */
  readonly streamed?: true
  /** The body is bytes; otherwise it is JSON. */
  readonly uploads?: true
  /** It takes an Idempotency-Key. */
  readonly keyed?: true
  readonly paging?: Paging
}

/** How the pages of a list follow one another. */
export interface Paging {
  /** The field of a page that holds the list. */
  readonly items: string
  /** The parameter that takes `next_cursor`. */
  readonly next: string
  /** The parameter that takes `prev_cursor`, where a list can be read both ways. */
  readonly previous?: string
}

import { type Static, t } from 'elysia'
import { decimal } from './parameters.ts'

/** What part of a list is asked for that is ordered by a text, such as an id. */
export interface TextPage {
  /** '' for the first page. */
  readonly after: string
  readonly limit: number
}

export const TextPageQuery = t.Object(
  {
    limit: t.Optional(decimal({ maximum: 100, default: 50, description: 'How many at most.' })),
    after: t.Optional(
      t.String({
        pattern: '^[A-Za-z0-9_-]{1,64}$',
        description: 'Only what follows this one: the `next_cursor` of the page before.',
      }),
    ),
  },
  { additionalProperties: false },
)

export function readTextPage({ limit = 50, after = '' }: Static<typeof TextPageQuery>): TextPage {
  return { after, limit: Number(limit) }
}

/** Cuts a list that was read with one row more than asked for, and says where to go on. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { readonly page: readonly Row[]; readonly next_cursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    page,
    next_cursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  }
}

import { type Static, t } from 'elysia'
import { decimal } from './parameters.ts'

/** What part of a list is asked for that is only read backwards, newest first. */
export interface BackPage {
  readonly limit: number
  /** Null for the first page. */
  readonly before: number | null
}

export const BackPageQuery = t.Object(
  {
    limit: t.Optional(decimal({ maximum: 100, default: 50, description: 'How many at most.' })),
    before: t.Optional(
      decimal({ description: 'Only what is older: the `next_cursor` of the page before.' }),
    ),
  },
  { additionalProperties: false },
)

export function readBackPage({ limit = 50, before }: Static<typeof BackPageQuery>): BackPage {
  return { limit: Number(limit), before: before === undefined ? null : Number(before) }
}

import { type Static, t } from 'elysia'
import { badRequest } from '../problem.ts'
import { decimal } from './parameters.ts'

/** What part of a list is asked for. At most one of the cursors is set. */
export interface Page {
  readonly limit: number
  readonly before?: number
  readonly after?: number
  readonly around?: number
}

export const PageQuery = t.Object(
  {
    limit: t.Optional(decimal({ maximum: 100, default: 50, description: 'How many at most.' })),
    before: t.Optional(decimal({ description: 'Only what is older than this id.' })),
    after: t.Optional(
      decimal({ minimum: 0, description: 'Only what is newer than this id; 0 for the oldest.' }),
    ),
    around: t.Optional(decimal({ description: 'This id, with what surrounds it.' })),
  },
  { additionalProperties: false },
)

/** @throws Problem 400 when two cursors are given: they exclude each other. */
export function readPage(query: Static<typeof PageQuery>): Page {
  const { before, after, around } = query
  const limit = query.limit === undefined ? 50 : Number(query.limit)
  let page: Page = { limit }
  let cursors = 0
  if (before !== undefined) {
    page = { limit, before: Number(before) }
    cursors++
  }
  if (after !== undefined) {
    page = { limit, after: Number(after) }
    cursors++
  }
  if (around !== undefined) {
    page = { limit, around: Number(around) }
    cursors++
  }
  if (cursors > 1) {
    throw badRequest('exclusive_cursors', 'Only one of before, after and around can be given.')
  }
  return page
}

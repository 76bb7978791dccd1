import { type Static, t } from 'elysia'
import { graceExample } from '../../http/examples.ts'
import { moment, nullable, record } from '../../http/schema.ts'
import { UserSummary } from '../../http/user-summary.ts'

const example = { user: graceExample, created_at: '2026-03-01T10:03:00.000Z' }

export const Reactor = record(
  'Reactor',
  { user: UserSummary, created_at: moment },
  { description: 'Somebody who chose an emoji.', examples: [example] },
)

export const ReactorList = record(
  'ReactorList',
  {
    reactors: t.Array(Reactor, { description: 'In the order of their ids.' }),
    next_cursor: nullable(t.String({ description: 'For `after`; null at the end.' })),
  },
  { examples: [{ reactors: [example], next_cursor: null }] },
)
export type ReactorList = Static<typeof ReactorList>

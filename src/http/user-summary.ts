import { type Static, t } from 'elysia'
import type { PublicUserColumns } from '../models/public-user.ts'
import { adaExample } from './examples.ts'
import { nullable, record } from './schema.ts'

/** What members see of each other beside a message or in a list. */
export const UserSummary = record(
  'UserSummary',
  {
    id: t.String({ examples: ['b7c7f3a2-6a0e-4a5e-9a58-1f1f0f6f2a11'] }),
    username: nullable(t.String({ examples: ['ada'] })),
    name: nullable(t.String({ examples: ['Ada Lovelace'] })),
    avatar_url: nullable(t.String({ examples: ['https://example.com/ada.png'] })),
  },
  { examples: [adaExample] },
)
export type UserSummary = Static<typeof UserSummary>

export function toUserSummary(
  id: string,
  { username, name, avatar_url }: PublicUserColumns,
): UserSummary {
  return { id, username, name, avatar_url }
}

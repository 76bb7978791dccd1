import { type Static, t } from 'elysia'
import { MOST_SESSIONS } from '../../auth/sessions.ts'
import { moment, nullable, record } from '../../http/schema.ts'

const sessionExample = {
  id: '5b0c8f5e2a3d4c6b9e7f1a2b3c4d5e6f',
  current: true,
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
  created_at: '2026-03-01T09:30:00.000Z',
  last_used_at: '2026-03-01T10:00:00.000Z',
  expires_at: '2026-03-31T09:30:00.000Z',
}

export const Session = record(
  'Session',
  {
    id: t.String({ examples: [sessionExample.id] }),
    current: t.Boolean({ description: 'Whether it is the one of this very request.' }),
    user_agent: nullable(
      t.String({
        description: 'What the program that signed in calls itself.',
        examples: [sessionExample.user_agent],
      }),
    ),
    created_at: moment,
    last_used_at: nullable(moment),
    expires_at: moment,
  },
  {
    description:
      'It ends 30 days after its last use. `last_used_at` is exact to about a minute; `expires_at` moves at most once a day.',
    examples: [sessionExample],
  },
)
export type Session = Static<typeof Session>

export const SessionList = record(
  'SessionList',
  { sessions: t.Array(Session, { maxItems: MOST_SESSIONS }) },
  { examples: [{ sessions: [sessionExample] }] },
)

export const SessionPath = t.Object({
  session: t.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'The id of a session.' }),
})

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

const emailExample = 'ada@acme.test'

export const SignIn = record(
  'SignIn',
  {
    email: t.String({ maxLength: 254, examples: [emailExample] }),
    password: t.String({ maxLength: 1_000, examples: ['correct horse battery staple'] }),
  },
  { examples: [{ email: emailExample, password: 'correct horse battery staple' }] },
)

const newSessionExample = {
  id: sessionExample.id,
  token: 'cns_1f0kH3qv7yqZ2t1Jx5mRz0w8bN4cVdE6gPaUsLoTiYk',
  expires_at: sessionExample.expires_at,
}

export const NewSession = record(
  'NewSession',
  {
    id: t.String({ description: 'Its id below /me/sessions.', examples: [sessionExample.id] }),
    token: t.String({
      description: 'The secret of the session. This is the only time that it is shown.',
      examples: [newSessionExample.token],
    }),
    expires_at: moment,
  },
  { examples: [newSessionExample] },
)
export type NewSession = Static<typeof NewSession>

import { type Static, t } from 'elysia'
import { auditActions } from '../../auth/audit/actions.ts'
import { acmeExample, adaExample, graceExample } from '../../http/examples.ts'
import { decimal } from '../../http/parameters.ts'
import { choice, integerId, moment, nullable, record } from '../../http/schema.ts'
import { UserSummary } from '../../http/user-summary.ts'

const Action = choice(...auditActions)

const time = (description: string) =>
  t.Optional(
    t.String({
      format: 'date-time',
      maxLength: 40,
      description,
      examples: ['2026-03-01T00:00:00Z'],
    }),
  )

const filters = {
  limit: t.Optional(decimal({ maximum: 100, default: 50, description: 'How many at most.' })),
  before: t.Optional(decimal({ description: 'Only what is older: the `next_cursor`.' })),
  action: t.Optional({ ...Action, description: 'Only what is of this kind.' }),
  since: time('From this moment on, in RFC 3339.'),
  until: time('Before this moment, in RFC 3339.'),
}

export const OwnAuditQuery = t.Object(filters, { additionalProperties: false })
export type OwnAuditQuery = Static<typeof OwnAuditQuery>

export const AuditQuery = t.Object(
  {
    ...filters,
    actor: t.Optional(
      t.String({
        pattern: '^[A-Za-z0-9_-]{1,64}$',
        description: 'What this user of the workspace has done.',
        examples: [adaExample.id],
      }),
    ),
  },
  { additionalProperties: false },
)
export type AuditQuery = Static<typeof AuditQuery>

const kind = {
  ...choice('person', 'operator', 'system', 'anonymous'),
  description:
    '`operator` is somebody with the command line, `system` the server itself, `anonymous` somebody who has not signed in.',
}

const common = {
  id: integerId,
  at: moment,
  action: Action,
  target: nullable(
    t.String({
      description: 'The id of the invitation, session or token.',
      examples: ['0b9c2a64-51a4-4f0a-93b0-6a3b1c9a7e10'],
    }),
  ),
  details: t.Record(t.String(), t.Union([t.String(), t.Number(), t.Boolean(), t.Null()]), {
    description: 'Small facts, such as the roles before and after.',
    examples: [{ from: 'member', to: 'admin' }],
  }),
  request_id: nullable(t.String({ description: 'The X-Request-Id of the request that did it.' })),
  client_network: nullable(
    t.String({
      description: 'Where it came from: the first 24 bits of IPv4, or 48 of IPv6.',
      examples: ['203.0.113.0/24'],
    }),
  ),
}

const commonExample = {
  id: 42,
  at: '2026-03-01T09:30:00.000Z',
  action: 'member.role_changed',
  target: null,
  details: { from: 'member', to: 'admin' },
  request_id: '5a8d6392-f6a8-1',
  client_network: '203.0.113.0/24',
}

const example = { ...commonExample, actor_kind: 'person', actor: adaExample, user: graceExample }

export const AuditEntry = record(
  'AuditEntry',
  {
    ...common,
    actor_kind: kind,
    actor: { ...nullable(UserSummary), description: 'Null where it is nobody with a row here.' },
    user: { ...nullable(UserSummary), description: 'Whom it was done to.' },
  },
  { examples: [example] },
)
export type AuditEntry = Static<typeof AuditEntry>

const cursor = { ...nullable(integerId), description: 'For `before`; null at the end.' }

export const AuditPage = record(
  'AuditPage',
  { entries: t.Array(AuditEntry), next_cursor: cursor },
  { examples: [{ entries: [example], next_cursor: null }] },
)

const ownExample = {
  ...commonExample,
  by: 'somebody',
  workspace: { id: acmeExample.id, slug: acmeExample.slug },
  request_id: null,
  client_network: null,
}

export const OwnAuditEntry = record(
  'OwnAuditEntry',
  {
    ...common,
    by: {
      ...choice('you', 'somebody', 'operator', 'system', 'anonymous'),
      description: '`somebody` is another person; their network is not shown.',
    },
    workspace: nullable(
      record(
        'AuditedWorkspace',
        {
          id: t.String({ examples: [acmeExample.id] }),
          slug: nullable(t.String({ description: 'Null where you are no member any more.' })),
        },
        { examples: [ownExample.workspace] },
      ),
    ),
  },
  { examples: [ownExample] },
)
export type OwnAuditEntry = Static<typeof OwnAuditEntry>

export const OwnAuditPage = record(
  'OwnAuditPage',
  { entries: t.Array(OwnAuditEntry), next_cursor: cursor },
  { examples: [{ entries: [ownExample], next_cursor: null }] },
)

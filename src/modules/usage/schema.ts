import { type Static, t } from 'elysia'
import { integer, nullable, record } from '../../http/schema.ts'

const count = integer({ minimum: 0, examples: [42] })
const quota = nullable(integer({ minimum: 1, description: 'Null: nothing is limited.' }))

const rowsExample = { users: 5, rooms: 6, messages: 320, room_members: 19 }

const bytesExample = {
  database: 184_320,
  files: 1_048_576,
  used: 1_232_896,
  quota: 10_737_418_240,
  free: 4_096,
  log: 45_352,
}

const Bytes = record(
  'UsedBytes',
  {
    database: integer({ minimum: 0, description: 'What the database holds.' }),
    files: integer({ minimum: 0, description: 'What was uploaded.' }),
    used: integer({ minimum: 0, description: 'Both, which is what the quota counts.' }),
    quota,
    free: integer({ minimum: 0, description: 'In the database, left by what was deleted.' }),
    log: integer({ minimum: 0, description: 'In its write-ahead log, until that is moved.' }),
  },
  { description: 'On disk.', examples: [bytesExample] },
)

const seconds = nullable(t.Number({ minimum: 0, description: 'Null: nobody has used it.' }))

const usedExample = { per_second: 3.2, mean_seconds: 0.0021, slowest_seconds: 0.048 }

const Requests = record(
  'UsedRequests',
  { per_second: t.Number({ minimum: 0 }), mean_seconds: seconds, slowest_seconds: seconds },
  {
    description: 'Over the last one to two minutes, of everybody together; by this server.',
    examples: [usedExample],
  },
)

const requestsExample = { reads: 3_000, writes: 600 }

const Quotas = record(
  'RequestQuota',
  { reads: quota, writes: quota },
  { examples: [requestsExample] },
)

export const WorkspaceUsage = record(
  'WorkspaceUsage',
  {
    bytes: Bytes,
    rows: t.Record(t.String(), count, { description: 'By table.', examples: [rowsExample] }),
    members: count,
    requests: Requests,
    requests_per_minute: t.Object(
      { person: Quotas, workspace: Quotas },
      {
        additionalProperties: false,
        description: 'How many are answered, of each person here and of all together.',
      },
    ),
  },
  {
    examples: [
      {
        bytes: bytesExample,
        rows: rowsExample,
        members: 5,
        requests: usedExample,
        requests_per_minute: {
          person: requestsExample,
          workspace: { reads: 120_000, writes: 12_000 },
        },
      },
    ],
  },
)
export type WorkspaceUsage = Static<typeof WorkspaceUsage>

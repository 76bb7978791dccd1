import { type Static, t } from 'elysia'
import { integer, moment, nullable, record } from '../../http/schema.ts'

const count = integer({ minimum: 0, examples: [42] })

const statementExample = {
  sql: 'SELECT * FROM rooms WHERE id = ?',
  count: 128,
  milliseconds: 1.6,
}

const rowsExample = { users: 5, rooms: 6, messages: 320, room_members: 19 }

const StatementStats = record(
  'StatementStats',
  {
    sql: t.String({ examples: ['SELECT * FROM rooms WHERE id = ?'] }),
    count,
    milliseconds: t.Number({ minimum: 0, description: 'All of its runs together.' }),
  },
  { examples: [statementExample] },
)

export const WorkspaceStats = record(
  'WorkspaceStats',
  {
    rows: t.Record(t.String(), count, {
      description: 'By table.',
      examples: [rowsExample],
    }),
    bytes: t.Object({ file: count, wal: count }, { additionalProperties: false }),
    schema_version: integer({ minimum: 1 }),
    writes: t.Object(
      { commits: count, units: count, units_per_commit: t.Number(), busy_retries: count },
      {
        additionalProperties: false,
        description: 'Since the file was opened. Several units of work can share one commit.',
      },
    ),
    statements: t.Array(StatementStats, { description: 'Since the file was opened.' }),
    pool: t.Object(
      {
        was_open: t.Boolean({ description: 'Whether this request found the file open.' }),
        last_opened_at: nullable(moment),
      },
      { additionalProperties: false },
    ),
  },
  {
    description: 'Sizes, and what this process has done with the file of the workspace.',
    examples: [
      {
        rows: rowsExample,
        bytes: { file: 184_320, wal: 45_352 },
        schema_version: 2,
        writes: { commits: 60, units: 90, units_per_commit: 1.5, busy_retries: 0 },
        statements: [statementExample],
        pool: { was_open: true, last_opened_at: '2026-03-01T09:30:00.000Z' },
      },
    ],
  },
)
export type WorkspaceStats = Static<typeof WorkspaceStats>

import { type Static, t } from 'elysia'
import { integer, nullable, record } from '../../http/schema.ts'

const example = { retention_days: 365 }

const retention_days = nullable(
  integer({
    minimum: 1,
    maximum: 3_650,
    description:
      'After so many days messages are erased, with their history, reactions and files, in all rooms; null keeps them.',
    examples: [365],
  }),
)

export const WorkspaceSettings = record(
  'WorkspaceSettings',
  { retention_days },
  { examples: [example] },
)
export type WorkspaceSettings = Static<typeof WorkspaceSettings>

export const WorkspaceSettingsChanges = record(
  'WorkspaceSettingsChanges',
  { retention_days: t.Optional(retention_days) },
  { minProperties: 1, examples: [example] },
)

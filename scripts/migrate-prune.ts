import { toSqliteTime } from '../src/database/time.ts'
import { pruneRuns } from '../src/tenancy/prune-runs.ts'
import { runCommand, UsageError } from './command.ts'
import { count } from './fleet-options.ts'
import { interruption } from './interruption.ts'
import { withFleet } from './open-fleet.ts'
import { requireYes } from './require-yes.ts'

const DAY = 24 * 60 * 60_000

await runCommand({
  name: 'migrate:prune',
  summary: 'Forgets old runs of migrate:all, and removes the snapshots that they have kept.',
  options: {
    'older-than': { type: 'string', description: 'days since a run ended; the last run stays' },
    yes: { type: 'boolean', description: 'do it without asking' },
  },
  async run({ config, options }) {
    const days = count(options, 'older-than', 0)
    if (days === undefined) throw new UsageError('say how old they are to be: --older-than DAYS')
    requireYes(
      options,
      `Forget runs that ended more than ${days} days ago? None can be undone then.`,
    )
    using interrupted = interruption()
    const before = toSqliteTime(new Date(Date.now() - days * DAY))
    return await withFleet(config, interrupted.signal, async (fleet) => ({
      pruned: await pruneRuns(fleet, before),
    }))
  },
  show: ({ pruned }) =>
    pruned.length === 0
      ? 'No run is so old.'
      : `Forgotten: ${pruned.map((id) => `run ${id}`).join(', ')}.`,
})

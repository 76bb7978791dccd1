import { awaitDataDirectory } from '../src/control/await-data-directory.ts'
import { DataDirectory } from '../src/tenancy/data-directory.ts'
import type { Fleet } from '../src/tenancy/fleet.ts'
import type { RunControl, RunOutcome } from '../src/tenancy/perform-run.ts'
import {
  changesOf,
  type FromSnapshots,
  rollBackFleet,
  undoRun,
} from '../src/tenancy/roll-back-fleet.ts'
import { workspaceMigrations } from '../src/workspace-database.ts'
import { codeVersion } from './code-version.ts'
import { runCommand, UsageError } from './command.ts'
import { confirmed } from './confirmed.ts'
import { count, fleetOptions, PACE_OPTIONS } from './fleet-options.ts'
import { interruption } from './interruption.ts'
import { withFleet } from './open-fleet.ts'
import { assertDataDirectory } from './open-registry.ts'
import { runControl, showUnfinished, statusOf } from './run-control.ts'

await runCommand<RunOutcome>({
  name: 'migrate:rollback',
  summary:
    'Undoes what one run of migrate:all has changed, or the last migrations of every workspace.',
  options: {
    run: { type: 'string', description: 'which run to undo: its number, as migrate:status shows' },
    steps: {
      type: 'string',
      description: 'instead: so many migrations back from what this code knows',
    },
    'from-snapshots': {
      type: 'boolean',
      description: 'put back what --snapshot kept, where nothing was written since',
    },
    'discard-writes': {
      type: 'boolean',
      description: 'with --from-snapshots: also where something was; the file of now is kept',
    },
    ...PACE_OPTIONS,
  },
  async run({ config, options }) {
    const run = count(options, 'run', 1)
    const steps = count(options, 'steps', 1)
    if ((run === undefined) === (steps === undefined)) {
      throw new UsageError('say what to undo, by either --run or --steps')
    }
    const discardWrites = options['discard-writes'] === true
    const snapshots = options['from-snapshots'] === true ? { discardWrites } : undefined
    if ((discardWrites && !snapshots) || (snapshots && run === undefined)) {
      throw new UsageError('--discard-writes needs --from-snapshots, and that needs --run')
    }
    const parsed = fleetOptions(options)
    assertDataDirectory(config)
    using interrupted = interruption()
    return await withFleet(config, interrupted.signal, async (fleet) => {
      const plan = run === undefined ? stepsBack(fleet, steps ?? 1) : oneRun(fleet, run, snapshots)
      if (!parsed.yes && !confirmed(`${plan.question} What only the newer shape holds is lost.`)) {
        throw new UsageError('not done: confirm on a terminal, or pass --yes')
      }
      // A server with this code would migrate each of them again at its next use.
      const lock = await awaitDataDirectory(new DataDirectory(config.dataDir), 'migrate:rollback')
      try {
        return await plan.perform(runControl(parsed, interrupted.signal))
      } finally {
        lock.release()
      }
    })
  },
  show: (outcome) =>
    [
      `Run ${outcome.run}: rolled back: ${outcome.changed}, left alone: ${outcome.skipped.length}, failed: ${outcome.failed.length}.`,
      ...outcome.skipped.map(({ slug, reason }) => `  left alone: ${slug}: ${reason}`),
      ...outcome.failed.map(({ slug, error }) => `  failed: ${slug}: ${error}`),
      ...showUnfinished(outcome, 'migrate:rollback'),
    ].join('\n'),
  status: statusOf,
})

interface Plan {
  readonly question: string
  perform(control: RunControl): Promise<RunOutcome>
}

function oneRun(fleet: Fleet, run: number, snapshots: FromSnapshots | undefined): Plan {
  const changes = changesOf(fleet, run)
  return {
    question: `Undo run ${run}, which migrated ${changes.length} workspaces?`,
    perform: (control) => undoRun(fleet, run, codeVersion(), control, snapshots),
  }
}

function stepsBack(fleet: Fleet, steps: number): Plan {
  const version = workspaceMigrations.latest - steps
  if (version < 1) {
    throw new UsageError(`--steps must leave a version: there are ${workspaceMigrations.latest}`)
  }
  return {
    question: `Take every workspace back to version ${version}?`,
    perform: (control) => rollBackFleet(fleet, version, codeVersion(), control),
  }
}

import type { RunControl, RunOutcome } from '../src/tenancy/perform-run.ts'
import { confirmed } from './confirmed.ts'
import type { FleetOptions } from './fleet-options.ts'
import { INTERRUPTED } from './interruption.ts'
import { showProgress } from './progress.ts'

/** Exit status of a run that waits for somebody to look. */
const HALTED = 3

export function runControl(options: FleetOptions, signal: AbortSignal): RunControl {
  let show = showProgress(options.quiet)
  return {
    concurrency: options.concurrency,
    canary: options.canary,
    maxFailures: options.maxFailures,
    signal,
    onProgress: (progress) => show(progress),
    goOn({ done, failed, total }) {
      if (options.yes) return true
      // The bar has not ended its line.
      if (process.stderr.isTTY) process.stderr.write('\n')
      const question = `${done} workspaces are done, ${failed} failed. Go on with ${total - done} more?`
      const agreed = confirmed(question)
      // How long somebody looked is not what a workspace takes.
      show = showProgress(options.quiet, done)
      return agreed
    },
  }
}

/** 0 when all is done, 1 when some failed, 3 when it waits for a --yes, 130 when it was interrupted. */
export function statusOf({ state, failed }: Pick<RunOutcome, 'state' | 'failed'>): number {
  if (state === 'interrupted') return INTERRUPTED
  if (failed.length > 0) return 1
  return state === 'halted' ? HALTED : 0
}

/** What a person is told of a run that did not come to its end. */
export function showUnfinished(
  { run, state, failed, remaining }: Pick<RunOutcome, 'run' | 'state' | 'failed' | 'remaining'>,
  command: string,
): string[] {
  if (state === 'finished') return []
  const waits = statusOf({ state, failed }) === HALTED
  const again = waits ? `${command} again with --yes` : `${command} again`
  return [`Run ${run} is ${state}: ${remaining} workspaces are left. Run ${again} to go on.`]
}

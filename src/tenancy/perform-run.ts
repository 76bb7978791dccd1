import { Crew } from './crew.ts'
import type { Fleet, RunProgress } from './fleet.ts'
import type { MigrationRun, RunState } from './migration-run.ts'
import { portions } from './portions.ts'
import { runBatch } from './run-batch.ts'
import { runOne } from './run-one.ts'
import { RunTally } from './run-tally.ts'
import type { RunItem, RunTask } from './run-task.ts'
import { waves } from './waves.ts'
import type { WorkerChannel } from './worker-channel.ts'

export interface RunControl {
  /** Tenants that are worked on at the same time. */
  readonly concurrency: number
  /** Tenants after which {@link goOn} is asked; 0 for none. */
  readonly canary: number
  /** Once so many have failed nothing more is begun. */
  readonly maxFailures: number
  /** Ends the run after the tenants that are under way. */
  readonly signal: AbortSignal
  goOn(progress: RunProgress): boolean
  onProgress(progress: RunProgress): void
}

export interface RunOutcome {
  readonly run: number
  readonly state: Exclude<RunState, 'running'>
  /** Tenants that were migrated, or rolled back, by this process. */
  readonly changed: number
  readonly skipped: readonly { readonly slug: string; readonly reason: string }[]
  readonly failed: readonly { readonly slug: string; readonly error: string }[]
  /** Tenants that nothing was done with. */
  readonly remaining: number
}

/** What the ways to work on tenants have in common. */
export interface RunWork {
  readonly fleet: Fleet
  readonly task: RunTask
  readonly tally: RunTally
  /** Tenants whose files may have been touched by this process. */
  readonly begun: Set<RunItem>
  /** How many more may fail before nothing more is begun. */
  mayFail(): number
}

/**
 * Does one task with many tenants, each claimed before its file is touched. One
 * that fails stays as it is, and the others go on. To be called by whoever holds
 * the lock of the fleet.
 */
export async function performRun(
  fleet: Fleet,
  run: MigrationRun,
  items: readonly RunItem[],
  task: RunTask,
  control: RunControl,
): Promise<RunOutcome> {
  const size = Math.max(1, Math.min(control.concurrency, items.length))
  const crew = new Crew(fleet.workerUrl, size)
  const tally = new RunTally(fleet, run.id, items.length, control.onProgress)
  const claimed: RunItem[] = []
  const begun = new Set<RunItem>()
  const mayFail = () => control.maxFailures - tally.failed.length
  const stopped = () => control.signal.aborted || mayFail() <= 0
  const work: RunWork = { fleet, task, tally, begun, mayFail }
  let state: Exclude<RunState, 'running'> = 'finished'

  async function workOn(portion: readonly RunItem[], worker: WorkerChannel): Promise<void> {
    let alone = portion
    if (task.shared && portion.length > 1) {
      const late: RunItem[] = []
      for (let left = portion; left.length > 0 && !stopped(); ) {
        const { again, alone: others } = await runBatch(work, left, task.shared, worker)
        late.push(...others)
        left = again
      }
      alone = late
    }
    for (const item of alone) {
      if (stopped()) return
      begun.add(item)
      await runOne(work, item, worker)
    }
  }

  /** Claims each wave when somebody is free to begin with it. */
  async function* claim(stage: readonly RunItem[]): AsyncGenerator<readonly RunItem[]> {
    for (const wave of waves(stage)) {
      await fleet.write(() => {
        for (const { tenant, from, to } of wave) {
          // One that was purged meanwhile has no row to refer to.
          if (fleet.registry.findById(tenant.id)) fleet.runs.claim(run.id, tenant.id, from, to)
        }
      })
      claimed.push(...wave)
      yield* portions(task, wave, size)
    }
  }

  try {
    for (const stage of [items.slice(0, control.canary), items.slice(control.canary)]) {
      if (stage.length === 0) continue
      if (stopped()) break
      await crew.workThrough(claim(stage), workOn, stopped)
      await tally.flush()
      const untouched = claimed.filter((item) => !begun.has(item) && !item.begun)
      await fleet.write(() => {
        for (const { tenant } of untouched) fleet.runs.release(run.id, tenant.id)
      })
      const looked =
        control.canary === 0 || tally.done !== control.canary || tally.done === items.length
      if (!looked && !stopped() && !control.goOn(tally.progress(stage.at(-1)?.tenant.slug ?? ''))) {
        state = 'halted'
        break
      }
    }
    if (tally.done < items.length && stopped()) {
      state = control.signal.aborted ? 'interrupted' : 'halted'
    }
  } catch (error) {
    await fleet.write(() => fleet.runs.end(run.id, 'interrupted')).catch(() => undefined)
    throw error
  } finally {
    crew.close()
  }
  await fleet.write(() => fleet.runs.end(run.id, state))
  const { changed, skipped, failed, done } = tally
  return { run: run.id, state, changed, skipped, failed, remaining: items.length - done }
}

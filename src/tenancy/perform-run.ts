import type { MigrationOutcome } from '../database/migrate.ts'
import { Crew } from './crew.ts'
import type { Fleet, RunProgress } from './fleet.ts'
import type { MigrationRun, RunResult, RunState } from './migration-run.ts'
import { obstacle } from './obstacle.ts'
import { RunLog } from './run-log.ts'
import type { Tenant } from './tenant.ts'
import { waves } from './waves.ts'
import type { WorkerChannel } from './worker-channel.ts'
import type { MigrationRequest } from './worker-protocol.ts'

/** What a run is to do with one tenant. */
export interface RunItem {
  readonly tenant: Tenant
  readonly from: number
  readonly to: number
  /** This run was interrupted with it, and may have changed its file already. */
  readonly begun: boolean
}

/** What is done with each tenant of a run. */
export interface RunTask {
  request(item: RunItem): MigrationRequest
  /** What to write down of a tenant whose request was answered. */
  settle(item: RunItem, outcome: MigrationOutcome): Settled
}

export interface Settled {
  readonly from: number
  readonly to: number
  readonly result: Exclude<RunResult, 'pending' | 'failed'>
  /** Why it was skipped. */
  readonly reason: string | null
}

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
  const crew = new Crew(fleet.workerUrl, Math.max(1, Math.min(control.concurrency, items.length)))
  const log = new RunLog(fleet)
  const begun = new Set<RunItem>()
  const skipped: { slug: string; reason: string }[] = []
  const failed: { slug: string; error: string }[] = []
  let changed = 0
  let done = 0
  let state: Exclude<RunState, 'running'> = 'finished'
  const progress = (last: string): RunProgress => ({
    done,
    failed: failed.length,
    total: items.length,
    last,
  })
  const stopped = () => control.signal.aborted || failed.length >= control.maxFailures

  async function work(item: RunItem, worker: WorkerChannel): Promise<void> {
    begun.add(item)
    const { tenant } = item
    const start = performance.now()
    const row = { run_id: run.id, tenant_id: tenant.id }
    const milliseconds = () => performance.now() - start
    try {
      // Looked at as late as can be: a run takes long, and what it found at its start may be over.
      const inTheWay = obstacle(fleet, tenant.id)
      if (inTheWay !== null) return leave(item, inTheWay)
      const outcome = await worker.ask(task.request(item))
      if (!outcome) throw new Error('the worker did not say what it has done')
      const { from, to, result, reason } = task.settle(item, outcome)
      if (result === 'skipped') skipped.push({ slug: tenant.slug, reason: reason ?? '' })
      else changed += 1
      log.add({
        ...row,
        from_version: from,
        to_version: to,
        result,
        error: reason,
        milliseconds: milliseconds(),
      })
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown)
      failed.push({ slug: tenant.slug, error })
      log.add({
        ...row,
        from_version: item.from,
        to_version: item.to,
        result: 'failed',
        error,
        milliseconds: milliseconds(),
      })
    } finally {
      done += 1
      control.onProgress(progress(tenant.slug))
    }
  }

  function leave({ tenant: { id, slug }, from }: RunItem, reason: string): void {
    skipped.push({ slug, reason })
    const version = fleet.registry.findById(id)?.schema_version ?? from
    log.add({
      run_id: run.id,
      tenant_id: id,
      from_version: version,
      to_version: version,
      result: 'skipped',
      error: reason,
      milliseconds: 0,
    })
  }

  try {
    for (const wave of waves(items, control.canary)) {
      if (stopped()) break
      await fleet.write(() => {
        for (const { tenant, from, to } of wave) {
          // One that was purged meanwhile has no row to refer to.
          if (fleet.registry.findById(tenant.id)) fleet.runs.claim(run.id, tenant.id, from, to)
        }
      })
      await crew.workThrough(wave, work, stopped)
      await log.flush()
      const untouched = wave.filter((item) => !begun.has(item) && !item.begun)
      await fleet.write(() => {
        for (const { tenant } of untouched) fleet.runs.release(run.id, tenant.id)
      })
      const looked = control.canary === 0 || done !== control.canary || done === items.length
      if (!looked && !stopped() && !control.goOn(progress(wave.at(-1)?.tenant.slug ?? ''))) {
        state = 'halted'
        break
      }
    }
    if (done < items.length && stopped()) {
      state = control.signal.aborted ? 'interrupted' : 'halted'
    }
  } catch (error) {
    await fleet.write(() => fleet.runs.end(run.id, 'interrupted')).catch(() => undefined)
    throw error
  } finally {
    crew.close()
  }
  await fleet.write(() => fleet.runs.end(run.id, state))
  return { run: run.id, state, changed, skipped, failed, remaining: items.length - done }
}

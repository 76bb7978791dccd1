import type { MigrationOutcome } from '../database/migrate.ts'
import type { Fleet, RunProgress } from './fleet.ts'
import type { RunResult } from './migration-run.ts'
import { RunLog } from './run-log.ts'
import type { RunItem, RunTask } from './run-task.ts'

/** What has become of the tenants of one run: counted, and written down. */
export class RunTally {
  readonly skipped: { slug: string; reason: string }[] = []
  readonly failed: { slug: string; error: string }[] = []
  changed = 0
  done = 0
  readonly #fleet: Fleet
  readonly #run: number
  readonly #total: number
  readonly #log: RunLog
  readonly #onProgress: (progress: RunProgress) => void

  constructor(
    fleet: Fleet,
    run: number,
    total: number,
    onProgress: (progress: RunProgress) => void,
  ) {
    this.#fleet = fleet
    this.#run = run
    this.#total = total
    this.#log = new RunLog(fleet)
    this.#onProgress = onProgress
  }

  progress(last: string): RunProgress {
    return { done: this.done, failed: this.failed.length, total: this.#total, last }
  }

  /** The worker has done what it was asked for, and all of it is on the disk. */
  settle(item: RunItem, task: RunTask, outcome: MigrationOutcome, milliseconds: number): void {
    const { from, to, result, reason } = task.settle(item, outcome)
    if (result === 'skipped') this.skipped.push({ slug: item.tenant.slug, reason: reason ?? '' })
    else this.changed += 1
    this.#note(item, from, to, result, reason, milliseconds)
  }

  fail(item: RunItem, error: string, milliseconds: number): void {
    this.failed.push({ slug: item.tenant.slug, error })
    this.#note(item, item.from, item.to, 'failed', error, milliseconds)
  }

  /** Nothing was done with the tenant. */
  leave(item: RunItem, reason: string): void {
    this.skipped.push({ slug: item.tenant.slug, reason })
    const version = this.#fleet.registry.findById(item.tenant.id)?.schema_version ?? item.from
    this.#note(item, version, version, 'skipped', reason, 0)
  }

  /** Resolves when everything so far stands in the database. */
  flush(): Promise<void> {
    return this.#log.flush()
  }

  #note(
    { tenant }: RunItem,
    from: number,
    to: number,
    result: Exclude<RunResult, 'pending'>,
    error: string | null,
    milliseconds: number,
  ): void {
    this.#log.add({
      run_id: this.#run,
      tenant_id: tenant.id,
      from_version: from,
      to_version: to,
      result,
      error,
      milliseconds,
    })
    this.done += 1
    this.#onProgress(this.progress(tenant.slug))
  }
}

export type RunKind = 'migrate' | 'rollback'
export type RunState = 'running' | 'halted' | 'interrupted' | 'finished'

/** `pending`: claimed by a run that has not said yet what became of it. */
export type RunResult = 'pending' | 'migrated' | 'failed' | 'skipped' | 'rolled_back'

/** One row of `migration_runs`. Times are UTC in SQLite's text form. */
export interface MigrationRun {
  readonly id: number
  readonly kind: RunKind
  /** Of the software that ran it. */
  readonly code_version: string
  /** The schema version that the tenants were to have; the lowest one, of a rollback. */
  readonly target_version: number
  /** The run whose changes this one took back. */
  readonly undoes: number | null
  /** What it was asked for, as JSON; a run goes on only where the same is asked for. */
  readonly options: string
  readonly state: RunState
  readonly host: string
  readonly pid: number
  readonly started_at: string
  readonly finished_at: string | null
}

/** What a run is, before it has begun. */
export type NewRun = Pick<
  MigrationRun,
  'kind' | 'code_version' | 'target_version' | 'undoes' | 'options' | 'host' | 'pid'
>

/** One row of `migration_run_tenants`. */
export interface RunTenant {
  readonly run_id: number
  readonly tenant_id: string
  readonly from_version: number
  readonly to_version: number
  readonly result: RunResult
  readonly error: string | null
  readonly milliseconds: number | null
}

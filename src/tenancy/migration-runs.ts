import type { Sql, Statement } from '../database/port.ts'
import type { MigrationRun, NewRun, RunResult, RunState, RunTenant } from './migration-run.ts'

/** What a tenant failed with in the last run that tried it. */
export interface StandingFailure {
  readonly slug: string
  readonly error: string
  readonly run: number
}

/**
 * The record of all runs over the fleet. Every method is one prepared statement
 * on the connection that is handed in; those that write belong in a unit of work.
 */
export class MigrationRuns {
  readonly #byId: Statement<MigrationRun>
  readonly #latest: Statement<MigrationRun>
  readonly #resumable: Statement<MigrationRun>
  readonly #tenants: Statement<RunTenant>
  readonly #pending: Statement<RunTenant>
  readonly #failures: Statement<StandingFailure>
  readonly #results: Statement<{ result: RunResult; tenants: number }>
  readonly #insert: Statement<MigrationRun>
  readonly #resume: Statement<never>
  readonly #end: Statement<never>
  readonly #abandon: Statement<never>
  readonly #claim: Statement<never>
  readonly #release: Statement<never>
  readonly #settle: Statement<never>
  readonly #endedBefore: Statement<{ id: number }>
  readonly #forgetTenants: Statement<never>
  readonly #forget: Statement<never>
  readonly #disown: Statement<never>
  readonly #isPending: Statement<{ one: 1 }>

  constructor(sql: Sql) {
    this.#byId = sql.prepare('SELECT * FROM migration_runs WHERE id = ?')
    this.#latest = sql.prepare(
      `SELECT * FROM migration_runs AS r
       WHERE id = (SELECT max(id) FROM migration_runs)
         OR EXISTS (SELECT 1 FROM migration_run_tenants WHERE run_id = r.id)
       ORDER BY id DESC LIMIT ?`,
    )
    this.#resumable = sql.prepare(
      `SELECT * FROM migration_runs AS r
       WHERE state <> 'finished' AND kind = ? AND code_version = ? AND target_version = ?
         AND undoes IS ? AND options = ?
         AND NOT EXISTS (SELECT 1 FROM migration_runs WHERE undoes = r.id)
       ORDER BY id DESC LIMIT 1`,
    )
    this.#tenants = sql.prepare(
      'SELECT * FROM migration_run_tenants WHERE run_id = ? AND tenant_id > ? ORDER BY tenant_id LIMIT ?',
    )
    this.#pending = sql.prepare(
      `SELECT * FROM migration_run_tenants WHERE run_id = ? AND result = 'pending'`,
    )
    // The IN, which follows from what stands before it, is the condition of the index.
    this.#failures = sql.prepare(
      `SELECT t.slug, coalesce(f.error, '') AS error, f.run_id AS run
       FROM migration_run_tenants AS f
         JOIN migration_runs AS r ON r.id = f.run_id
         JOIN tenants AS t ON t.id = f.tenant_id
       WHERE f.result = 'failed' AND f.result IN ('pending', 'failed')
         AND CASE r.kind WHEN 'migrate' THEN t.schema_version < f.to_version
           ELSE t.schema_version > f.to_version END
         AND NOT EXISTS (SELECT 1 FROM migration_run_tenants AS later
           WHERE later.tenant_id = f.tenant_id AND later.run_id > f.run_id
             AND later.result IN ('migrated', 'rolled_back', 'failed'))
       ORDER BY t.slug`,
    )
    this.#results = sql.prepare(
      'SELECT result, count(*) AS tenants FROM migration_run_tenants WHERE run_id = ? GROUP BY result',
    )
    this.#insert = sql.prepare(
      `INSERT INTO migration_runs
         (kind, code_version, target_version, undoes, options, host, pid, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'running') RETURNING *`,
    )
    this.#resume = sql.prepare(
      `UPDATE migration_runs SET state = 'running', host = ?, pid = ?, finished_at = NULL WHERE id = ?`,
    )
    this.#end = sql.prepare(
      'UPDATE migration_runs SET state = ?, finished_at = CURRENT_TIMESTAMP WHERE id = ?',
    )
    this.#abandon = sql.prepare(
      `UPDATE migration_runs SET state = 'interrupted' WHERE state = 'running'`,
    )
    // What was migrated once stays attributed to the version that this run found.
    this.#claim = sql.prepare(
      `INSERT INTO migration_run_tenants (run_id, tenant_id, from_version, to_version, result)
       VALUES (?, ?, ?, ?, 'pending')
       ON CONFLICT DO UPDATE SET result = 'pending', error = NULL, milliseconds = NULL`,
    )
    this.#release = sql.prepare(
      `DELETE FROM migration_run_tenants WHERE run_id = ? AND tenant_id = ? AND result = 'pending'`,
    )
    this.#isPending = sql.prepare(
      `SELECT 1 AS one FROM migration_run_tenants
       WHERE run_id = ? AND tenant_id = ? AND result = 'pending'`,
    )
    this.#endedBefore = sql.prepare(
      `SELECT id FROM migration_runs AS r
       WHERE state <> 'running' AND finished_at < ?
         AND id < (SELECT max(id) FROM migration_runs)
         AND NOT EXISTS (SELECT 1 FROM migration_runs AS u
           WHERE u.undoes = r.id AND (u.finished_at IS NULL OR u.finished_at >= ?
             OR u.id = (SELECT max(id) FROM migration_runs)))
       ORDER BY id DESC`,
    )
    this.#forgetTenants = sql.prepare(
      `DELETE FROM migration_run_tenants WHERE run_id = ? AND tenant_id IN
         (SELECT tenant_id FROM migration_run_tenants WHERE run_id = ? LIMIT ?)`,
    )
    this.#forget = sql.prepare('DELETE FROM migration_runs WHERE id = ?')
    this.#disown = sql.prepare(
      `UPDATE migration_run_tenants
       SET from_version = to_version, result = 'skipped', error = ?, milliseconds = 0
       WHERE run_id IN (SELECT id FROM migration_runs WHERE state <> 'finished')
         AND tenant_id = ? AND result = 'pending'`,
    )
    this.#settle = sql.prepare(
      `UPDATE migration_run_tenants
       SET from_version = ?, to_version = ?, result = ?, error = ?, milliseconds = ?
       WHERE run_id = ? AND tenant_id = ?`,
    )
  }

  findById(id: number): MigrationRun | null {
    return this.#byId.get(id)
  }

  /** The last run, and those before it that had something to do: so many, newest first. */
  latest(limit: number): MigrationRun[] {
    return this.#latest.all(limit)
  }

  /** The last run of the same kind that was asked for the same, did not end, and was not undone. */
  resumable(run: NewRun): MigrationRun | null {
    return this.#resumable.get(
      run.kind,
      run.code_version,
      run.target_version,
      run.undoes,
      run.options,
    )
  }

  /** At most `limit` rows in the order of the tenants' ids, from the first one behind `after`. */
  tenants(run: number, after: string, limit: number): RunTenant[] {
    return this.#tenants.all(run, after, limit)
  }

  /** Tenants that a run had begun with, or was about to, when it was interrupted. */
  pending(run: number): RunTenant[] {
    return this.#pending.all(run)
  }

  /** Tenants that failed, whatever run that was, and have not got there since; by their slugs. */
  failures(): StandingFailure[] {
    return this.#failures.all()
  }

  /** How many tenants of a run have come to which result. */
  results(run: number): { result: RunResult; tenants: number }[] {
    return this.#results.all(run)
  }

  insert(run: NewRun): MigrationRun {
    return this.#insert.get(
      run.kind,
      run.code_version,
      run.target_version,
      run.undoes,
      run.options,
      run.host,
      run.pid,
    ) as MigrationRun
  }

  /** Goes on with a run in another process. */
  resume(id: number, { host, pid }: Pick<NewRun, 'host' | 'pid'>): void {
    this.#resume.run(host, pid, id)
  }

  end(id: number, state: Exclude<RunState, 'running'>): void {
    this.#end.run(state, id)
  }

  /** For whoever knows that nobody runs one: those that say so were killed. */
  abandonAll(): void {
    this.#abandon.run()
  }

  /** To be committed before the tenant's file is touched, so that no change is nobody's. */
  claim(run: number, tenant: string, from: number, to: number): void {
    this.#claim.run(run, tenant, from, to)
  }

  /** Takes a claim back with which nothing was begun. */
  release(run: number, tenant: string): void {
    this.#release.run(run, tenant)
  }

  /** Whether nobody has said yet what became of the tenant since the run claimed it. */
  isPending(run: number, tenant: string): boolean {
    return this.#isPending.get(run, tenant) !== null
  }

  /** Whatever run has claimed the tenant: somebody else has migrated it, and no run is to undo that. */
  disown(tenant: string, reason: string): void {
    this.#disown.run(reason, tenant)
  }

  /**
   * Runs that ended before a moment and that nobody refers to who did not, newest
   * first. The last run is never among them.
   *
   * @param time UTC in SQLite's text form
   */
  endedBefore(time: string): number[] {
    return this.#endedBefore.all(time, time).map(({ id }) => id)
  }

  /** @returns how many rows of a run were deleted, `limit` at the most */
  forgetTenants(run: number, limit: number): number {
    return this.#forgetTenants.run(run, run, limit).changes
  }

  /** Deletes a run whose tenants are forgotten. */
  forget(run: number): void {
    this.#forget.run(run)
  }

  settle(row: RunTenant): void {
    this.#settle.run(
      row.from_version,
      row.to_version,
      row.result,
      row.error,
      row.milliseconds,
      row.run_id,
      row.tenant_id,
    )
  }
}

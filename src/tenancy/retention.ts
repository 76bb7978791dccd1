import type { Sql, Statement } from '../database/port.ts'

interface RetentionRow {
  readonly tenant_id: string
  readonly days: number
}

/** For how many days tenants keep what they hold, and which of them are to be looked at. */
export class Retention {
  readonly #days: Statement<{ days: number }>
  readonly #set: Statement<never>
  readonly #remove: Statement<never>
  readonly #due: Statement<RetentionRow>
  readonly #postpone: Statement<never>

  constructor(sql: Sql) {
    this.#days = sql.prepare('SELECT days FROM retention WHERE tenant_id = ?')
    this.#set = sql.prepare(
      `INSERT INTO retention (tenant_id, days, due_at) VALUES (?, ?, ?)
       ON CONFLICT (tenant_id) DO UPDATE SET days = excluded.days, due_at = excluded.due_at`,
    )
    this.#remove = sql.prepare('DELETE FROM retention WHERE tenant_id = ?')
    // An archived tenant, or one that is being deleted, has no file to look at: it stays due.
    this.#due = sql.prepare(
      `SELECT r.tenant_id, r.days FROM retention r JOIN tenants t ON t.id = r.tenant_id
       WHERE r.due_at <= +? AND t.state IN ('active', 'read_only', 'suspended')
       ORDER BY r.due_at LIMIT +?`,
    )
    this.#postpone = sql.prepare('UPDATE retention SET due_at = ? WHERE tenant_id = ?')
  }

  /** Null: for good. */
  days(tenantId: string): number | null {
    return this.#days.get(tenantId)?.days ?? null
  }

  /** @param dueAt as all times here UTC in SQLite's text form */
  set(tenantId: string, days: number | null, dueAt: string): void {
    if (days === null) this.#remove.run(tenantId)
    else this.#set.run(tenantId, days, dueAt)
  }

  due(now: string, limit: number): RetentionRow[] {
    return this.#due.all(now, limit)
  }

  postpone(tenantId: string, until: string): void {
    this.#postpone.run(until, tenantId)
  }
}

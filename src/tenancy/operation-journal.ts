import type { Sql, Statement } from '../database/port.ts'

export type OperationKind = 'archive' | 'unarchive' | 'purge' | 'export' | 'restore'

/** An operation on one tenant that takes more than one transaction. */
export interface JournalEntry {
  readonly tenant_id: string
  readonly kind: OperationKind
  /** The last step that is done for good; what it means is the operation's own. */
  readonly step: string
  /** JSON, for whoever has to go on with it. */
  readonly data: string
}

/**
 * What is under way, in the auth database: one row per operation, so that after
 * a crash the next start finds it without looking at all tenants. Every method
 * that writes belongs in a unit of work.
 */
export class OperationJournal {
  readonly #find: Statement<JournalEntry>
  readonly #all: Statement<JournalEntry>
  readonly #begunBefore: Statement<JournalEntry>
  readonly #begin: Statement<never>
  readonly #step: Statement<never>
  readonly #end: Statement<never>

  constructor(sql: Sql) {
    const columns = 'tenant_id, kind, step, data'
    this.#find = sql.prepare(`SELECT ${columns} FROM tenant_operations WHERE tenant_id = ?`)
    this.#all = sql.prepare(`SELECT ${columns} FROM tenant_operations`)
    this.#begunBefore = sql.prepare(
      `SELECT ${columns} FROM tenant_operations WHERE started_at < coalesce(?, '9999')`,
    )
    this.#begin = sql.prepare(`INSERT INTO tenant_operations (${columns}) VALUES (?, ?, ?, ?)`)
    this.#step = sql.prepare('UPDATE tenant_operations SET step = ? WHERE tenant_id = ?')
    this.#end = sql.prepare('DELETE FROM tenant_operations WHERE tenant_id = ?')
  }

  find(tenantId: string): JournalEntry | null {
    return this.#find.get(tenantId)
  }

  all(): JournalEntry[] {
    return this.#all.all()
  }

  /** @param time UTC in SQLite's text form; null for all */
  begunBefore(time: string | null): JournalEntry[] {
    return this.#begunBefore.all(time)
  }

  /** @throws UniqueViolation when an operation on the tenant is under way */
  begin(tenantId: string, kind: OperationKind, step: string, data: object = {}): void {
    this.#begin.run(tenantId, kind, step, JSON.stringify(data))
  }

  step(tenantId: string, step: string): void {
    this.#step.run(step, tenantId)
  }

  end(tenantId: string): void {
    this.#end.run(tenantId)
  }
}

import type { Statement as BunStatement, Database, SQLQueryBindings } from 'bun:sqlite'
import { AsynchronousWork, DatabaseReadOnly, TransactionFinished } from './errors.ts'
import type { RunResult, SqlValue, Statement } from './port.ts'

/**
 * What the running callback may do with the connection: nothing is said outside
 * of callbacks; in a `reading` scope nothing may be written; in a `writing`
 * scope nothing may be written once the transaction is gone (SQLITE_FULL and
 * `OR ROLLBACK` end it), because it would be committed on its own.
 */
export type Scope = 'free' | 'reading' | 'writing'

/** What a statement needs of the connection it belongs to. */
export interface StatementHost {
  readonly database: Database
  readonly scope: Scope
  /** The one that runs now. */
  readonly trial: { wrote: boolean } | undefined
  /** Names what the driver threw. */
  translate(error: unknown): unknown
}

type Bindings = SQLQueryBindings[]

/** A statement may begin with comments. */
const beginsWith = (words: string) =>
  new RegExp(String.raw`^(?:\s|--[^\n]*\n|/\*[\s\S]*?\*/)*(?:${words})`, 'i')

const WRITES = beginsWith(
  String.raw`(?:insert|update|delete|replace|create|drop|alter|reindex|analyze|vacuum)\b`,
)
// `replace` is a function too, and any of these may be text: hence the word that follows.
const WITH_WRITES = beginsWith(
  String.raw`with\b[\s\S]*\b(?:(?:insert|replace)\b[^()]*\binto|delete\s+from|update\b[\s\S]*\bset)\b`,
)
const RETURNS_WRITTEN = /\breturning\b/i
const CONTROLS = beginsWith(String.raw`(?:begin|commit|end|rollback|savepoint|release)\b`)

/**
 * One SQL text on one connection: compiled at first use, counted and timed at
 * each, compiled again after the connection was opened anew.
 */
export class PreparedStatement<Row> implements Statement<Row> {
  readonly #host: StatementHost
  readonly #writes: boolean
  readonly #stepToEnd: boolean
  /** It begins or ends transactions. */
  readonly #controls: boolean
  #compiled: BunStatement<Row, Bindings> | undefined
  /** How often it ran, and for how many milliseconds altogether. */
  count = 0
  milliseconds = 0

  constructor(
    host: StatementHost,
    readonly sql: string,
  ) {
    this.#host = host
    this.#writes = WRITES.test(sql) || WITH_WRITES.test(sql)
    this.#stepToEnd = this.#writes && RETURNS_WRITTEN.test(sql)
    this.#controls = CONTROLS.test(sql)
  }

  all(...parameters: SqlValue[]): Row[] {
    const start = performance.now()
    try {
      return this.#ready().all(...parameters)
    } catch (error) {
      throw this.#host.translate(error)
    } finally {
      this.#count(start)
    }
  }

  get(...parameters: SqlValue[]): Row | null {
    const start = performance.now()
    try {
      const compiled = this.#ready()
      // A RETURNING statement that is stepped only once never runs SQLite's
      // automatic checkpoint, and the WAL grows without end.
      if (this.#stepToEnd) return compiled.all(...parameters)[0] ?? null
      return compiled.get(...parameters)
    } catch (error) {
      throw this.#host.translate(error)
    } finally {
      this.#count(start)
    }
  }

  run(...parameters: SqlValue[]): RunResult {
    const start = performance.now()
    try {
      const { changes, lastInsertRowid } = this.#ready().run(...parameters)
      return { changes, lastInsertRowid: Number(lastInsertRowid) }
    } catch (error) {
      throw this.#host.translate(error)
    } finally {
      this.#count(start)
    }
  }

  /** Does what the first use would do. */
  compile(): void {
    this.#compiled ??= this.#host.database.prepare<Row, Bindings>(this.sql)
  }

  /** Lets go of the compiled form; the next use compiles it again. */
  release(): void {
    this.#compiled?.finalize()
    this.#compiled = undefined
  }

  #ready(): BunStatement<Row, Bindings> {
    const host = this.#host
    if (this.#controls && host.scope !== 'free') {
      // A COMMIT in one unit would commit those before it, and they would run again.
      throw new TransactionFinished('a callback must not begin or end transactions by itself')
    }
    if (this.#writes && host.scope !== 'free') {
      if (host.scope === 'reading') throw new DatabaseReadOnly('a read callback must not write')
      if (!host.database.inTransaction) {
        throw new TransactionFinished('the transaction of this unit of work has ended')
      }
      if (host.trial) host.trial.wrote = true
    }
    this.#compiled ??= host.database.prepare<Row, Bindings>(this.sql)
    return this.#compiled
  }

  #count(start: number): void {
    this.count += 1
    this.milliseconds += performance.now() - start
  }
}

/** Refuses what only looks synchronous: what it awaits would run outside of the transaction. */
export function refuseThenable(value: unknown): void {
  const mayHaveThen = (typeof value === 'object' && value !== null) || typeof value === 'function'
  if (mayHaveThen && 'then' in value) {
    // Whatever it rejects with later has been answered by this error already.
    if (value instanceof Promise) value.catch(() => undefined)
    throw new AsynchronousWork('this callback must be synchronous: it returned a promise')
  }
}

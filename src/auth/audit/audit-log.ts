import type { Sql, Statement } from '../../database/port.ts'
import { SQL_NOW } from '../../database/time.ts'
import type { AuditAction } from './actions.ts'
import type { Actor } from './actor.ts'
import { clientNetwork } from './client-network.ts'

/** What a row of the log speaks of. */
export interface AuditSubject {
  /** Whose account or membership it is about; their own log shows it. */
  readonly personId?: string
  /** The workspace it happened in; its owners see it. */
  readonly tenantId?: string
  /** The id of the token, session or invitation. */
  readonly target?: string
  /** Small facts such as a role. Never a secret, an address or what people wrote. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>
}

export interface AuditRow {
  readonly id: number
  readonly at: string
  readonly action: AuditAction
  readonly actor_kind: Actor['kind']
  readonly actor_id: string | null
  readonly credential_id: string | null
  readonly person_id: string | null
  readonly tenant_id: string | null
  readonly target: string | null
  /** JSON */
  readonly details: string | null
  readonly request_id: string | null
  readonly client_network: string | null
}

/** Which part of a log is asked for: newest first, and only what fits all that is not null. */
export interface AuditFilter {
  /** Rows that are older than this one. */
  readonly before: number | null
  readonly action: AuditAction | null
  readonly actorId: string | null
  /** UTC in SQLite's text form. */
  readonly since: string | null
  readonly until: string | null
  readonly limit: number
}

const FILTER = `
  AND id < coalesce(+?, 9007199254740991) AND action = coalesce(+?, action)
  AND (+? IS NULL OR actor_id = +?) AND at >= coalesce(+?, at) AND at < coalesce(+?, '~')
  ORDER BY id DESC LIMIT +?`

/** Security-relevant actions, each written in the unit of work that does it. */
export class AuditLog {
  readonly #insert: Statement<never>
  readonly #ofTenant: Statement<AuditRow>
  readonly #ofPerson: Statement<AuditRow>
  readonly #latest: Statement<AuditRow>
  readonly #count: Statement<{ count: number }>
  readonly #forget: Statement<never>
  readonly #deleteBefore: Statement<never>

  constructor(sql: Sql) {
    this.#insert = sql.prepare(
      `INSERT INTO audit_log (action, actor_kind, actor_id, credential_id, person_id, tenant_id,
         target, details, request_id, client_network, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${SQL_NOW})`,
    )
    this.#ofTenant = sql.prepare(`SELECT * FROM audit_log WHERE tenant_id = +? ${FILTER}`)
    this.#ofPerson = sql.prepare(`SELECT * FROM audit_log WHERE person_id = +? ${FILTER}`)
    this.#latest = sql.prepare('SELECT * FROM audit_log ORDER BY id DESC LIMIT +?')
    this.#count = sql.prepare(
      'SELECT count(*) AS count FROM audit_log WHERE actor_id = ? AND action = ? AND at > ?',
    )
    this.#forget = sql.prepare(
      `UPDATE audit_log SET client_network = NULL
       WHERE client_network IS NOT NULL AND (actor_id = ? OR person_id = ?)`,
    )
    this.#deleteBefore = sql.prepare(
      `DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log WHERE at < ? ORDER BY at LIMIT ?)`,
    )
  }

  /** Belongs in the unit of work that does what it tells of: both happen, or neither. */
  record(by: Actor, action: AuditAction, about: AuditSubject = {}): void {
    const { kind, personId, credentialId, origin } = by
    this.#insert.run(
      action,
      kind,
      personId,
      credentialId,
      about.personId ?? null,
      about.tenantId ?? null,
      about.target ?? null,
      about.details === undefined ? null : JSON.stringify(about.details),
      origin?.requestId ?? null,
      origin?.address == null ? null : clientNetwork(origin.address),
    )
  }

  ofTenant(tenantId: string, filter: AuditFilter): AuditRow[] {
    return this.#ofTenant.all(tenantId, ...parametersOf(filter))
  }

  /** What concerns a person's own account and memberships. */
  ofPerson(personId: string, filter: AuditFilter): AuditRow[] {
    return this.#ofPerson.all(personId, ...parametersOf(filter))
  }

  /** The last `limit` rows of everybody, newest first. For the server itself. */
  latest(limit: number): AuditRow[] {
    return this.#latest.all(limit)
  }

  /** How often somebody has done something. @param since UTC in SQLite's text form */
  countOf(actorId: string, action: AuditAction, since: string): number {
    return this.#count.get(actorId, action, since)?.count ?? 0
  }

  /** Leaves of a person whose account is deleted nothing but their random id. In a unit of work. */
  forget(personId: string): void {
    this.#forget.run(personId, personId)
  }

  /**
   * Deletes the oldest rows that are older than a time. Belongs in a unit of work.
   *
   * @returns how many there were, at most `limit`
   */
  deleteBefore(time: string, limit: number): number {
    return this.#deleteBefore.run(time, limit).changes
  }
}

function parametersOf({ before, action, actorId, since, until, limit }: AuditFilter) {
  return [before, action, actorId, actorId, since, until, limit]
}

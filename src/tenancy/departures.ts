import type { Sql, Statement } from '../database/port.ts'
import { SQL_NOW } from '../database/time.ts'

/** Somebody who left a tenant; `erased`, so that nothing personal may stay in its file. */
export interface Departure {
  readonly seq: number
  readonly user_id: string
  readonly erased: 0 | 1
}

/** A tenant whose file has not followed a departure yet, as far as is known. */
export interface OpenDeparture extends Departure {
  readonly tenant_id: string
}

/** Higher than any before, also after the registry came back from an older state: hence the clock. */
const NEXT_SEQ = `max(
  1 + coalesce((SELECT max(seq) FROM former_memberships), 0),
  1 + coalesce((SELECT max(seq) FROM erased_people), 0),
  CAST(unixepoch('subsec') * 1000 AS INTEGER))`

/** A file that was archived has nothing that could follow; it does when it is opened again. */
const HAS_FILE = `(t.state IN ('active', 'read_only', 'suspended')
  OR (t.state = 'deleting' AND coalesce(t.deleted_from, '') <> 'archived'))`

/**
 * Who was in which tenant and is not any more. It is written in the unit of work
 * that ends a membership, and each tenant's file follows it: at once where it
 * can, and otherwise whenever it is next opened, from whatever state it came
 * back. What writes belongs in a unit of work.
 */
export class Departures {
  readonly #newest: Statement<{ seq: number | null }>
  readonly #since: Statement<Departure>
  readonly #open: Statement<OpenDeparture>
  readonly #record: Statement<never>
  readonly #forget: Statement<never>
  readonly #settle: Statement<never>
  readonly #everywhere: Statement<{ tenant_id: string }>
  readonly #remember: Statement<never>
  readonly #find: Statement<{ found: 1 }>
  readonly #strangers: Statement<{ user_id: string; erased: 0 | 1 }>
  readonly #archived: Statement<{ count: number }>
  readonly #unsettledErasure: Statement<{ found: 1 }>

  constructor(sql: Sql) {
    // Asked at each opening. `+?`: a bare parameter is compiled again at each new value.
    this.#newest = sql.prepare(
      'SELECT max(seq) AS seq FROM former_memberships WHERE tenant_id = +?',
    )
    this.#since = sql.prepare(
      `SELECT seq, user_id, erased FROM former_memberships
       WHERE tenant_id = ? AND seq > ? ORDER BY seq`,
    )
    this.#open = sql.prepare(
      `SELECT f.tenant_id, f.seq, f.user_id, f.erased
       FROM former_memberships f JOIN tenants t ON t.id = f.tenant_id
       WHERE f.settled = 0 AND f.seq > +? AND ${HAS_FILE} ORDER BY f.seq LIMIT +?`,
    )
    this.#record = sql.prepare(
      `INSERT INTO former_memberships (tenant_id, user_id, seq, erased, ended_at)
       VALUES (?, ?, ${NEXT_SEQ}, ?, ${SQL_NOW})
       ON CONFLICT (tenant_id, user_id) DO UPDATE SET seq = excluded.seq,
         erased = max(erased, excluded.erased), settled = 0`,
    )
    this.#forget = sql.prepare('DELETE FROM former_memberships WHERE tenant_id = ? AND user_id = ?')
    this.#settle = sql.prepare(
      'UPDATE former_memberships SET settled = 1 WHERE tenant_id = ? AND seq <= ? AND settled = 0',
    )
    this.#everywhere = sql.prepare(
      `SELECT tenant_id FROM memberships WHERE user_id = ?
       UNION SELECT tenant_id FROM former_memberships WHERE user_id = ?`,
    )
    this.#remember = sql.prepare(
      `INSERT INTO erased_people (seq, auth_id) VALUES (${NEXT_SEQ}, ?)
       ON CONFLICT (auth_id) DO NOTHING`,
    )
    this.#find = sql.prepare(
      'SELECT 1 AS found FROM former_memberships WHERE tenant_id = ? AND user_id = ?',
    )
    this.#strangers = sql.prepare(
      `SELECT user_id, max(erased) AS erased FROM (
         SELECT user_id, 0 AS erased FROM memberships WHERE tenant_id = ?
         UNION ALL SELECT user_id, erased FROM former_memberships WHERE tenant_id = ?)
       WHERE user_id NOT IN (SELECT user_id FROM memberships WHERE tenant_id = ?)
       GROUP BY user_id`,
    )
    this.#unsettledErasure = sql.prepare(
      `SELECT 1 AS found FROM former_memberships
       WHERE tenant_id = ? AND settled = 0 AND erased = 1 LIMIT 1`,
    )
    this.#archived = sql.prepare(
      `SELECT count(*) AS count FROM former_memberships f JOIN tenants t ON t.id = f.tenant_id
       WHERE f.user_id = +? AND f.settled = 0 AND NOT ${HAS_FILE}`,
    )
  }

  /** The last `seq` of a tenant; 0 when nobody has ever left it. */
  newest(tenantId: string): number {
    return this.#newest.get(tenantId)?.seq ?? 0
  }

  /** What a file that has seen `seq` has to follow, in order. */
  since(tenantId: string, seq: number): Departure[] {
    return this.#since.all(tenantId, seq)
  }

  /** At most `limit` behind `seq` of which nobody knows that their files have followed. */
  open(seq: number, limit: number): OpenDeparture[] {
    return this.#open.all(seq, limit)
  }

  /** Whether somebody was erased, and the tenant's files are not known to be scrubbed since. */
  hasUnsettledErasure(tenantId: string): boolean {
    return this.#unsettledErasure.get(tenantId) !== null
  }

  hasLeft(tenantId: string, personId: string): boolean {
    return this.#find.get(tenantId, personId) !== null
  }

  /** The person has left. */
  record(tenantId: string, personId: string, erased: 0 | 1 = 0): void {
    this.#record.run(tenantId, personId, erased)
  }

  /** The person has come back. */
  forget(tenantId: string, personId: string): void {
    this.#forget.run(tenantId, personId)
  }

  /** The person's account is no more: nothing personal may stay anywhere, nor come back with a file. */
  eraseEverywhere(personId: string): void {
    for (const { tenant_id } of this.#everywhere.all(personId, personId)) {
      this.record(tenant_id, personId, 1)
    }
    this.#remember.run(personId)
  }

  /** A tenant with the content of another: who is in its file, and no member of it, has left it. */
  inherit(from: string, to: string): void {
    for (const { user_id, erased } of this.#strangers.all(from, from, to)) {
      this.record(to, user_id, erased)
    }
  }

  /** The tenant's file has followed everything up to `seq`. */
  settle(tenantId: string, seq: number): void {
    this.#settle.run(tenantId, seq)
  }

  /** Tenants that hold something of the person for as long as they are archived. */
  countArchived(personId: string): number {
    return this.#archived.get(personId)?.count ?? 0
  }
}

import type { Sql, Statement } from '../database/port.ts'
import { SQL_NOW } from '../database/time.ts'
import type { ApiTokenRow, TokenScope } from './rows.ts'
import { hashToken, newSecret } from './token-secret.ts'

export interface NewApiToken {
  readonly label: string
  readonly scopes: readonly TokenScope[]
  /** The only workspace it is good for; null for all of the person's. */
  readonly tenantId: string | null
  /** UTC in SQLite's text form. */
  readonly expiresAt: string | null
}

/** API tokens: shown once, stored hashed. */
export class ApiTokens {
  readonly #insert: Statement<ApiTokenRow>
  readonly #ofPerson: Statement<ApiTokenRow>
  readonly #count: Statement<{ count: number }>
  readonly #countOfTenant: Statement<{ count: number }>
  readonly #delete: Statement<never>
  readonly #deleteOfMember: Statement<never>

  constructor(sql: Sql) {
    this.#insert = sql.prepare(
      `INSERT INTO api_tokens (id, user_id, token_hash, label, scopes, tenant_id, expires_at, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ${SQL_NOW}) RETURNING *`,
    )
    this.#ofPerson = sql.prepare(
      'SELECT * FROM api_tokens WHERE user_id = ? ORDER BY created_at, id',
    )
    this.#count = sql.prepare('SELECT count(*) AS count FROM api_tokens WHERE user_id = ?')
    this.#countOfTenant = sql.prepare(
      'SELECT count(*) AS count FROM api_tokens WHERE tenant_id = ?',
    )
    this.#delete = sql.prepare('DELETE FROM api_tokens WHERE id = ? AND user_id = ?')
    this.#deleteOfMember = sql.prepare('DELETE FROM api_tokens WHERE tenant_id = ? AND user_id = ?')
  }

  /** Belongs in a unit of work. The secret is nowhere else afterwards. */
  create(personId: string, token: NewApiToken): { secret: string; row: ApiTokenRow } {
    const secret = newSecret('token')
    const row = this.#insert.get(
      crypto.randomUUID(),
      personId,
      hashToken(secret),
      token.label,
      token.scopes.join(' '),
      token.tenantId,
      token.expiresAt,
    ) as ApiTokenRow
    return { secret, row }
  }

  ofPerson(personId: string): ApiTokenRow[] {
    return this.#ofPerson.all(personId)
  }

  /** @returns whether the person had it */
  revoke(id: string, personId: string): boolean {
    return this.#delete.run(id, personId).changes > 0
  }

  countOf(personId: string): number {
    return this.#count.get(personId)?.count ?? 0
  }

  /** Tokens that are good for this workspace only. */
  countOfTenant(tenantId: string): number {
    return this.#countOfTenant.get(tenantId)?.count ?? 0
  }

  /** Revokes the person's tokens that are good for this workspace only. */
  revokeOfMember(tenantId: string, personId: string): void {
    this.#deleteOfMember.run(tenantId, personId)
  }
}

/** The life of a tenant; only `active` and `read_only` ones are opened for requests. */
export const TENANT_STATES = [
  'provisioning',
  'active',
  'read_only',
  'suspended',
  'archived',
  'deleting',
] as const

export type TenantState = (typeof TENANT_STATES)[number]

/** One row of the registry. Times are UTC in SQLite's text form. */
export interface Tenant {
  /** 32 hexadecimal digits, random, never reused: the only thing a path is made of. */
  readonly id: string
  /** The name in URLs; unique without regard to case, and may change. */
  readonly slug: string
  readonly name: string
  readonly state: TenantState
  readonly schema_version: number
  readonly created_at: string
  readonly last_opened_at: string | null
  /** When a tenant in state `deleting` may be purged. */
  readonly delete_after: string | null
  /** Why it is suspended, for those who meet it. */
  readonly state_reason: string | null
  /** What an archived tenant was before. */
  readonly archived_from: TenantState | null
  /** What a tenant in state `deleting` was before. */
  readonly deleted_from: TenantState | null
  /** Bytes that it may hold; 0: as the disk has room; null: what all others have. */
  readonly quota_bytes: number | null
}

const ID = /^[0-9a-f]{32}$/

export function isTenantId(text: string): boolean {
  return ID.test(text)
}

/** A new id, from 128 random bits. */
export function newTenantId(): string {
  return crypto.getRandomValues(Buffer.alloc(16)).toString('hex')
}

import type { Examination } from '../../database/examine-database.ts'

/** What lies on the disk for one tenant. */
export interface TenantCondition {
  readonly id: string
  /** Names in its directory; null when there is none. */
  readonly names: readonly string[] | null
  /** Of its database; null when there is none. */
  readonly examination: Examination | null
}

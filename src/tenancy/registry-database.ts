import type { Sql } from '../database/port.ts'

/** The database that holds the registry; tenancy needs only these of it. */
export interface RegistryDatabase {
  readonly sql: Sql
  write<T>(work: () => T, recheck?: () => void): Promise<T>
}

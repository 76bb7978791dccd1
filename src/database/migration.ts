/**
 * One step of a schema, frozen in time: it imports no application code, and once
 * it has landed its text never changes (the migrator keeps a checksum of it).
 *
 * Statements are plain SQL, one per entry, so that the checksum covers all that
 * a migration does and does not depend on how a function is printed.
 */
export interface Migration {
  /** `0001-initial`: its number in the list, and what it does. */
  readonly name: string
  readonly up: readonly string[]
  /** Undoes `up`. It may lose what only the new shape could hold. */
  readonly down: readonly string[]
  /**
   * The oldest version of the list whose code may still read, or write, a file
   * with this migration applied. Absent: only code that knows this migration.
   */
  readonly servesFrom?: { readonly read: number; readonly write: number }
}

/**
 * The books of a tenant about its attachments, in its database: tenancy asks for no more. Each call
 * belongs in a unit of work. An attachment is named by the SHA-256 of its content.
 */
export interface ContentBooks {
  /** Before a content is put there that nothing refers to yet. */
  announce(sha256: string): void
  /** Deletes some references that have expired. @returns how many */
  expire(): number
  /** Some contents that may lie there and that nothing refers to; none when there are no more. */
  unused(): readonly string[]
  /** After they were removed. */
  forget(contents: readonly string[]): void
  /** Whether there is anything to expire or to remove. */
  isDue(): boolean
}

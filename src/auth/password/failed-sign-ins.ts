import type { Actor } from '../audit/actor.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { AuthDatabase } from '../auth-database.ts'

/** How long failures are collected before one unit of work writes them all; milliseconds. */
const COLLECT_FOR = 1_000

interface Failure {
  readonly by: Actor
  readonly personId: string
}

/**
 * Writes down whose passwords were got wrong, off the path of the answers. A
 * commit right after one, which syncs with DURABILITY=full, would make the next
 * request slower, and so tell that there is such a person.
 *
 * Nobody waits for it; a crash loses the last second. The limits of signing in
 * bound how many there are.
 */
export class FailedSignIns {
  readonly #database: AuthDatabase
  readonly #audit: AuditLog
  #due: Failure[] = []

  constructor(database: AuthDatabase, audit: AuditLog) {
    this.#database = database
    this.#audit = audit
  }

  note(by: Actor, personId: string): void {
    // The timer does not hold the process.
    if (this.#due.length === 0) setTimeout(() => this.#write(), COLLECT_FOR).unref()
    this.#due.push({ by, personId })
  }

  #write(): void {
    const failures = this.#due
    this.#due = []
    this.#database
      .write(() => {
        for (const { by, personId } of failures) {
          this.#audit.record(by, 'sign_in.failed', { personId })
        }
      })
      .catch(() => undefined)
  }
}

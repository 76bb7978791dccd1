import { OperationRunning, TenantHeld } from './errors.ts'
import { within } from './within.ts'

/** Tenants that somebody has for themselves: new uses wait until they are let go. */
export class Holds {
  readonly #held = new Map<string, Promise<void>>()

  has(id: string): boolean {
    return this.#held.has(id)
  }

  /**
   * @returns lets the tenant go
   * @throws OperationRunning when somebody has it already
   */
  take(id: string): () => void {
    if (this.#held.has(id)) throw new OperationRunning('another operation on it is under way')
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#held.set(id, promise)
    return () => {
      this.#held.delete(id)
      resolve()
    }
  }

  /**
   * Waits until nobody holds the tenant.
   *
   * @param deadline as of `performance.now()`
   * @throws TenantHeld after the deadline
   */
  async wait(id: string, deadline: number): Promise<void> {
    for (let held = this.#held.get(id); held; held = this.#held.get(id)) {
      const timeLeft = deadline - performance.now()
      if (timeLeft <= 0) throw new TenantHeld('the workspace is being worked on')
      await within(held, timeLeft)
    }
  }

  /** Resolves when nobody holds anything. */
  async settled(): Promise<void> {
    while (this.#held.size > 0) await Promise.all(this.#held.values())
  }
}

import { DatabaseBusy } from './errors.ts'

/** The delays of SQLite's own busy handler in milliseconds (`sqliteDefaultBusyCallback`). */
const DELAYS = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50] as const
const LAST_DELAY = 100

/** How long to wait before retry number `attempt` (from 0), in milliseconds. */
export function backoff(attempt: number): number {
  return DELAYS[attempt] ?? LAST_DELAY
}

/** Resolves after `milliseconds`. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/**
 * Runs synchronous `work` again while it throws {@link DatabaseBusy}. It waits
 * between tries without blocking the event loop, as `busy_timeout` would.
 *
 * @param patience milliseconds after which the last DatabaseBusy is thrown
 * @param onRetry told before each wait, for statistics
 */
export async function retryWhileBusy<T>(
  work: () => T,
  patience: number,
  onRetry?: () => void,
): Promise<T> {
  const deadline = performance.now() + patience
  for (let attempt = 0; ; attempt += 1) {
    try {
      return work()
    } catch (error) {
      const wait = backoff(attempt)
      if (!(error instanceof DatabaseBusy) || performance.now() + wait > deadline) throw error
      onRetry?.()
      await pause(wait)
    }
  }
}

/** Tenants in the first wave, and in the largest one. */
const FIRST = 50
const LARGEST = 2_000

/**
 * Cuts a list into ever larger waves: a migration that fails shows it while few tenants are under
 * way. Each wave is claimed at once, while workers are still busy with the one before.
 */
export function* waves<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  let size = FIRST
  for (let from = 0; from < items.length; ) {
    yield items.slice(from, from + size)
    from += size
    size = Math.min(LARGEST, size * 2)
  }
}

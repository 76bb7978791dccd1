/** Tenants in the first wave without a canary, and in the largest one. */
const FIRST = 50
const LARGEST = 2_000

/**
 * Cuts a list into waves: the canaries, then ever larger ones. What a wave has
 * come to is written down before the next one begins.
 *
 * @param canary size of the first wave; 0 for none
 */
export function* waves<Item>(items: readonly Item[], canary: number): Generator<readonly Item[]> {
  let size = canary > 0 ? canary : FIRST
  let next = FIRST
  for (let from = 0; from < items.length; ) {
    yield items.slice(from, from + size)
    from += size
    size = next
    next = Math.min(LARGEST, next * 2)
  }
}

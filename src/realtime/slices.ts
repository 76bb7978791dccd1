import { nextTurn } from './next-turn.ts'

/** Milliseconds that others wait at the most while many devices are told. */
const TURN = 2
/** Looking at the clock costs as much as telling one device. */
const LOOK_EVERY = 16

/**
 * Does something with each item, and lets the event loop do other things in between.
 *
 * @param begin called at the beginning of each slice: until its end nothing else happens
 */
export async function inSlices<T>(
  items: readonly T[],
  use: (item: T) => void,
  begin: () => void = () => undefined,
): Promise<void> {
  let since = performance.now()
  begin()
  for (const [index, item] of items.entries()) {
    use(item)
    if (index % LOOK_EVERY !== LOOK_EVERY - 1 || performance.now() - since < TURN) continue
    await nextTurn()
    since = performance.now()
    begin()
  }
}

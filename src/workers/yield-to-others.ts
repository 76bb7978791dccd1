import { setPriority } from 'node:os'

/** Of the 40 steps of nice(2): gets a tenth of a core that somebody else wants, and all of one that is free. */
const LATER = 10

let yielded = false

/**
 * Lets whoever serves requests go first from now on. On Linux a priority is a
 * thread's own (`man 2 setpriority`, "C library/kernel differences"); elsewhere it
 * would be that of the process, and stays.
 */
export function yieldToOthers(): void {
  if (yielded || process.platform !== 'linux') return
  yielded = true
  setPriority(0, LATER)
}

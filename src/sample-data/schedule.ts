import type { Line, Thread } from './line.ts'
import { officeTime } from './office-hours.ts'

export interface ScheduledLine {
  readonly line: Line
  /** Working time since the first day's opening, in milliseconds. */
  readonly at: number
}

const minute = 60_000
// Room for the longest thread after the last start.
const lastStart = officeTime - 120 * minute

/**
 * Spreads the threads of one room evenly over the working time, in order, and the
 * lines of each thread over minutes, as people type.
 */
export function schedule(threads: readonly Thread[], random: () => number): ScheduledLine[] {
  const scheduled: ScheduledLine[] = []
  let at = 0
  for (const [index, thread] of threads.entries()) {
    const start = ((index + random()) / threads.length) * lastStart
    at = Math.max(start, at + 10 * minute)
    for (const line of thread) {
      scheduled.push({ line, at })
      at += (0.3 + random() * 5) * minute
    }
  }
  return scheduled
}

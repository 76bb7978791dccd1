import type { RunProgress } from '../src/tenancy/fleet.ts'

/** Milliseconds between two looks of the bar, and between two lines at the most. */
const BAR_EVERY = 100
const LINE_EVERY = 5_000
const WIDTH = 24

/**
 * Shows how far a run has come, on standard error: a bar that is written over
 * for somebody who watches, otherwise a line at each tenth and every few seconds.
 *
 * @param from how many were done before now, which says nothing of how fast it goes on
 */
export function showProgress(quiet: boolean, from = 0): (progress: RunProgress) => void {
  if (quiet) return () => undefined
  const start = performance.now()
  const terminal = process.stderr.isTTY === true
  let last = start
  let tenth = 0
  return (progress) => {
    const now = performance.now()
    const { done, total } = progress
    const ended = done === total
    if (terminal) {
      if (now - last < BAR_EVERY && !ended) return
      process.stderr.write(`\r\x1b[2K${bar(progress, from, now - start)}${ended ? '\n' : ''}`)
    } else {
      const next = Math.floor((done / total) * 10)
      if (next === tenth && now - last < LINE_EVERY) return
      tenth = next
      process.stderr.write(`${figures(progress, from, now - start)}\n`)
    }
    last = now
  }
}

function bar(progress: RunProgress, from: number, milliseconds: number): string {
  const filled = Math.round((progress.done / progress.total) * WIDTH)
  return `[${'#'.repeat(filled).padEnd(WIDTH, '.')}] ${figures(progress, from, milliseconds)}`
}

function figures(
  { done, failed, total, last }: RunProgress,
  from: number,
  milliseconds: number,
): string {
  const rate = ((done - from) / milliseconds) * 1_000
  const left = Math.ceil((total - done) / rate)
  const parts = [`${done} of ${total}`, `${failed} failed`, `${Math.round(rate)}/s`]
  return [...parts, `${left} s left`, last].join(', ')
}

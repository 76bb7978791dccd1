import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'

/**
 * Descriptors that a thread needs to start, generously: its event loop has some, and it loads its
 * code from files.
 */
const NEEDED = 32

/**
 * Whether the process has enough descriptors left to start a thread, as of now. Where a thread gets
 * none for its event loop, Bun ends the whole process.
 */
export function mayStartThread(): boolean {
  const opened: number[] = []
  try {
    while (opened.length < NEEDED) opened.push(openSync(devNull, 'r'))
    return true
  } catch {
    return false
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}

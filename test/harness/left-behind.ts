import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** The longest that such a sync is waited for; milliseconds. */
const LAST_SYNC = 2_000

/**
 * What a stopped server must not leave: files of SQLite that a clean close
 * removes, and descriptors below the directory that are still open here.
 */
export function leftBehind(directory: string): string[] {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  return [
    ...files.filter((name) => /-(wal|shm|journal)$/.test(name)),
    ...openBelow(directory).map((path) => `open: ${path}`),
  ]
}

/** {@link leftBehind}, once a sync that runs at the end has given its descriptor back. */
export async function leftForGood(directory: string): Promise<string[]> {
  const until = performance.now() + LAST_SYNC
  while (openBelow(directory).length > 0 && performance.now() < until) await Bun.sleep(5)
  return leftBehind(directory)
}

/** Where there is no /proc (outside of Linux) nothing can be said. */
export function openBelow(directory: string): string[] {
  let descriptors: string[]
  try {
    descriptors = readdirSync('/proc/self/fd')
  } catch {
    return []
  }
  return descriptors.flatMap((descriptor) => {
    try {
      const path = readlinkSync(join('/proc/self/fd', descriptor))
      return path.startsWith(directory) ? [path] : []
    } catch {
      // It was the descriptor of this very listing.
      return []
    }
  })
}

import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

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

/** Where there is no /proc (outside of Linux) nothing can be said. */
function openBelow(directory: string): string[] {
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

import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const TRIES = 15
const PAGE = Buffer.alloc(4_096, 1)

/** What a sync of a page costs on the disk of this directory: the median, milliseconds. */
export function syncCost(directory: string): number {
  const descriptor = openSync(join(directory, 'sync-cost'), 'w')
  try {
    const times = Array.from({ length: TRIES }, (_, number) => {
      const start = performance.now()
      writeSync(descriptor, PAGE, 0, PAGE.length, number * PAGE.length)
      fsyncSync(descriptor)
      return performance.now() - start
    })
    return times.sort((a, b) => a - b)[TRIES >> 1] ?? 0
  } finally {
    closeSync(descriptor)
  }
}

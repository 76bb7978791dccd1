import { join } from 'node:path'
import type { Bench } from '../part.ts'

/** @returns the library that makes syncs slow, or undefined where it cannot be made */
export function compileSlowSync(bench: Bench): string | undefined {
  const source = new URL('../../test/power-loss/slow-sync.c', import.meta.url).pathname
  const library = join(bench.directory('slow-sync'), 'slow-sync.so')
  if (Bun.which('cc') === null) {
    bench.remark('slow syncs were skipped: there is no C compiler (Debian: apt-get install gcc)')
    return undefined
  }
  const { success, stderr } = Bun.spawnSync([
    'cc',
    '-O2',
    '-shared',
    '-fPIC',
    '-o',
    library,
    source,
  ])
  if (success) return library
  bench.remark(`slow syncs were skipped: cc failed: ${stderr.toString().trim().split('\n')[0]}`)
  return undefined
}

/** The environment of a process whose syncs take so many milliseconds more. */
export function slowed(library: string | undefined, delay: number): Record<string, string> {
  if (library === undefined || delay === 0) return {}
  return { LD_PRELOAD: library, SYNC_DELAY_US: String(delay * 1_000) }
}

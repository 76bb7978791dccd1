import { spawn } from './process.ts'

/** Why no system call can be made to fail here, or null. */
export function whyNoFailingCalls(): string | null {
  if (process.platform !== 'linux') return 'system calls are made to fail on Linux only'
  if (!Bun.which('strace')) return 'strace is not installed'
  const trial = Bun.spawnSync(['strace', '-f', '-o', '/dev/null', 'true'])
  return trial.success ? null : `strace cannot trace here: ${trial.stderr.toString().trim()}`
}

export interface Failure {
  /** Names of system calls. */
  readonly calls: readonly string[]
  /** EIO, say. */
  readonly error: string
  /** Only those on these files; all of the process when absent. */
  readonly paths?: readonly string[]
}

/**
 * Lets system calls of a running process fail in all of its threads, from when this resolves.
 * Bun's node:fs makes its own, so a library in LD_PRELOAD would not do.
 *
 * @returns what ends it
 */
export async function failCalls(
  pid: number,
  { calls, error, paths = [] }: Failure,
): Promise<() => Promise<void>> {
  const { child, ended, stderr } = spawn([
    ...['strace', '-f', '-p', String(pid), '-o', '/dev/null'],
    ...paths.flatMap((path) => ['-P', path]),
    `--trace=${calls.join(',')}`,
    `--inject=${calls.join(',')}:error=${error}`,
  ])
  const over = ended.then(({ stderr }) => {
    throw new Error(`strace has ended: ${stderr}`)
  })
  // It says so when it has the process.
  while (!stderr().includes('attached')) await Promise.race([Bun.sleep(5), over])
  over.catch(() => undefined)
  return async () => {
    child.kill('SIGINT')
    await ended
  }
}

import { readdirSync, readFileSync } from 'node:fs'

/** Why the limits of a running process cannot be changed here, or null. */
export function whyNoLimits(): string | null {
  if (process.platform !== 'linux') return 'limits of a running process are changed on Linux only'
  return Bun.which('prlimit') ? null : 'prlimit is not installed'
}

/**
 * Lets a running process open no further file or socket.
 *
 * @returns what takes it back
 */
export function takeDescriptors(pid: number): () => void {
  const numbers = readdirSync(`/proc/${pid}/fd`).map(Number)
  // A limit is one more than the highest number.
  return limit(pid, 'nofile', Math.max(...numbers) + 1)
}

/**
 * Lets a running process have no further memory of the system. What it has reserved already it may
 * use: a thread's stack is what it does not get.
 *
 * @returns what takes it back
 */
export function takeMemory(pid: number): () => void {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return limit(pid, 'as', Number(/^VmSize:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024)
}

const NAMES = { nofile: 'Max open files', as: 'Max address space' } as const

function limit(pid: number, resource: keyof typeof NAMES, value: number): () => void {
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8')
  const [, soft, hard] = new RegExp(`^${NAMES[resource]} +(\\w+) +(\\w+)`, 'm').exec(limits) ?? []
  const set = (to: number | string | undefined) => {
    const done = Bun.spawnSync(['prlimit', '--pid', String(pid), `--${resource}=${to}:${hard}`])
    if (done.exitCode !== 0) throw new Error(done.stderr.toString())
  }
  set(value)
  return () => set(soft)
}

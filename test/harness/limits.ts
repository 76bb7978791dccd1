import { readdirSync, readFileSync } from 'node:fs'

/** Why the limits of a running process cannot be changed here, or null. */
export function whyNoLimits(): string | null {
  if (process.platform !== 'linux') return 'limits of a running process are changed on Linux only'
  return Bun.which('prlimit') ? null : 'prlimit is not installed'
}

/**
 * Lets a running process open no further files or sockets but so many.
 *
 * @returns what takes it back
 */
export function takeDescriptors(pid: number, left = 0): () => void {
  const taken = new Set(readdirSync(`/proc/${pid}/fd`).map(Number))
  let limited = 0
  // New ones have the lowest free numbers, which have to be below the limit; others may be above.
  for (let free = 0; taken.has(limited) || free < left; limited += 1) {
    if (!taken.has(limited)) free += 1
  }
  return limit(pid, 'nofile', limited)
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

import { readdirSync, readFileSync } from 'node:fs'

/** Why the limit of a running process cannot be changed here, or null. */
export function whyNoLimits(): string | null {
  if (process.platform !== 'linux') return 'limits of a running process are changed on Linux only'
  return Bun.which('prlimit') ? null : 'prlimit is not installed'
}

/**
 * Lets a running process open so few more files or sockets.
 *
 * @returns what takes it back
 */
export function leaveDescriptors(pid: number, count: number): () => void {
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8')
  const [, soft, hard] = /^Max open files +(\d+) +(\d+)/m.exec(limits) ?? []
  const numbers = readdirSync(`/proc/${pid}/fd`).map(Number)
  // A limit is one more than the highest number.
  setLimit(pid, `${Math.max(...numbers) + 1 + count}:${hard}`)
  return () => setLimit(pid, `${soft}:${hard}`)
}

function setLimit(pid: number, files: string): void {
  const set = Bun.spawnSync(['prlimit', '--pid', String(pid), `--nofile=${files}`])
  if (set.exitCode !== 0) throw new Error(set.stderr.toString())
}

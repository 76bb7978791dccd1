import { readdirSync, readFileSync } from 'node:fs'

/** What the CPU of a process is counted in; seconds. */
export const TICK = 0.01

/**
 * Seconds of CPU that a process has used so far, all its threads together
 * (`man proc_pid_stat`, fields 14 and 15, in ticks).
 */
export function cpuSeconds(pid: number): number {
  const fields = statFields(pid)
  return (Number(fields[11]) + Number(fields[12])) * TICK
}

/** {@link cpuSeconds} of a process and of those that it has started, also of those that have ended. */
export function cpuSecondsOfTree(pid: number): number {
  const fields = statFields(pid)
  const ended = (Number(fields[13]) + Number(fields[14])) * TICK
  const children = readdirSync('/proc').filter((name) => parentOf(name) === pid)
  return children.reduce((sum, child) => sum + cpuSeconds(Number(child)), cpuSeconds(pid) + ended)
}

function parentOf(name: string): number | undefined {
  if (!/^\d+$/.test(name)) return undefined
  try {
    return Number(statFields(name)[1])
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}

/** Of `man proc_pid_stat` from the third on: the state, the parent, … */
function statFields(pid: number | string): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name of the program may hold blanks and brackets; what counts follows it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Bytes of memory that a process has resident. */
export function residentBytes(pid: number | 'self'): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

/** How many descriptors a process has open. */
export function openDescriptors(pid: number | 'self'): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

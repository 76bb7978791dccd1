import { readdirSync, readFileSync } from 'node:fs'

/** What the CPU of a process is counted in; seconds. */
export const TICK = 0.01

/**
 * Seconds of CPU that a process has used so far, all its threads together
 * (`man proc_pid_stat`, fields 14 and 15, in ticks).
 */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name of the program may hold blanks and brackets; what counts follows it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK
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

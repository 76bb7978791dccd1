import { readdir } from 'node:fs/promises'
import { descriptorLimit } from '../../tenancy/pool-capacity.ts'
import { counter, gauge, type Metric } from './exposition.ts'

/** By the names that dashboards know from the official clients. */
export async function processMetrics(): Promise<Metric[]> {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const started = Date.now() / 1_000 - process.uptime()
  return [
    gauge('process_resident_memory_bytes', 'Resident memory.', rss),
    gauge('process_heap_bytes', 'Memory of live JavaScript objects.', heapUsed),
    counter('process_cpu_seconds_total', 'Processor time.', (user + system) / 1e6),
    gauge('process_start_time_seconds', 'Start, in seconds since 1970.', started),
    gauge('process_max_fds', 'Files that this process may open.', descriptorLimit()),
    ...(await openDescriptors()),
  ]
}

async function openDescriptors(): Promise<Metric[]> {
  try {
    const { length } = await readdir('/proc/self/fd')
    return [gauge('process_open_fds', 'Files that are open.', length)]
  } catch {
    // No /proc outside of Linux: the figure is absent then, not wrong.
    return []
  }
}

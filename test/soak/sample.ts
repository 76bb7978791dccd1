import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerProcess } from '../harness/process.ts'
import { Durations } from './figures.ts'

/** The server at one moment, and its answers since the moment before. */
export interface Sample {
  /** Since the beginning of the soak. */
  readonly minutes: number
  readonly residentBytes: number
  readonly descriptors: number
  /** Write-ahead logs of all open workspaces. */
  readonly walBytes: number
  readonly largestWalBytes: number
  readonly authWalBytes: number
  readonly openWorkspaces: number
  /** Milliseconds, from when the request was due. */
  readonly requestP50: number
  readonly requestP99: number
  /** Milliseconds from a message to its event. */
  readonly eventP50: number
  readonly eventP99: number
  /** Milliseconds by which the load itself ran late, because others used the machine. */
  readonly lateP99: number
  readonly requests: number
  /** Microseconds of the server, in all its threads, for each request. */
  readonly cpuPerRequest: number
}

/** What is measured from one sample to the next. */
export class Measures {
  readonly request = new Durations()
  readonly event = new Durations()
  readonly late = new Durations()
  #cpu: number

  constructor(readonly server: ServerProcess) {
    this.#cpu = cpuMicroseconds(server.pid)
  }

  takeCpu(): number {
    const before = this.#cpu
    this.#cpu = cpuMicroseconds(this.server.pid)
    return this.#cpu - before
  }
}

export async function takeSample(measures: Measures, minutes: number): Promise<Sample> {
  const { server } = measures
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const figure = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1])
  const request = measures.request.take()
  const event = measures.event.take()
  return {
    minutes,
    residentBytes: residentBytes(server.pid),
    descriptors: readdirSync(`/proc/${server.pid}/fd`).length,
    walBytes: figure('conclave_workspace_wal_bytes'),
    largestWalBytes: figure('conclave_workspace_wal_largest_bytes'),
    authWalBytes: statSync(join(server.dataDir, 'auth.db-wal')).size,
    openWorkspaces: figure('conclave_pool_open'),
    requestP50: request.p50,
    requestP99: request.p99,
    eventP50: event.p50,
    eventP99: event.p99,
    lateP99: measures.late.take().p99,
    requests: request.count,
    cpuPerRequest: measures.takeCpu() / Math.max(1, request.count),
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html: kilobytes */
function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime and stime, in hundredths of a second */
function cpuMicroseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // Behind the name, which may hold blanks, the first field is the third one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

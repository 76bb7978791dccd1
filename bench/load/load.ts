import { measureApart } from '../processes/child.ts'
import type { BenchServer } from '../processes/server.ts'
import { TICK } from '../processes/usage.ts'
import type { Noise } from './noise.ts'
import { hasWrk, runWrk } from './wrk.ts'

/** One request, again and again. */
export interface PlainRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly token?: string | undefined
  /** `name=value`, in place of the token. */
  readonly cookie?: string | undefined
  readonly body?: string | undefined
  /** Each request has an Idempotency-Key of its own. */
  readonly keyed?: boolean
}

/** The mix of {@link Operation}s over a fleet. */
export interface FleetRequests {
  readonly ids: readonly string[]
  readonly distribution: 'zipf' | 'uniform' | 'one'
  readonly token: string
  /** Messages in room 1 of every workspace. */
  readonly messages: number
  /** So many of the most popular workspaces are asked for once before, the most popular last. */
  readonly prefill: number
}

/** Requests that were written down before: {@link writeRequests}. They are made in turn. */
export interface ListedRequests {
  /** Path of the list. */
  readonly list: string
  /** Path of another one, each of which is made once before. Only `sockets` does that. */
  readonly first?: string | undefined
}

export interface Load {
  readonly port: number
  readonly connections: number
  /** Milliseconds that each connection waits after an answer; none when absent. */
  readonly pause?: number
  /** Seconds before counting begins, and of counting. */
  readonly warmUp: number
  readonly seconds: number
  readonly requests: PlainRequest | FleetRequests | ListedRequests
  /** Whether it leaves the cores to others: see NOISE_PRIORITY. */
  readonly yields?: boolean
}

export interface LoadResult {
  /** Answered with 2xx while it was counted. */
  readonly requests: number
  /** All answers, warm-up included, for the CPU of one. */
  readonly answers: number
  readonly failures: number
  /** Failures by their status, where the generator keeps them. */
  readonly refusals?: Readonly<Record<string, number>> | undefined
  /** The first answer that was none, from its status on, where the generator keeps it. */
  readonly firstFailure?: string | undefined
  readonly seconds: number
  /** What was to be done once before took, where the generator does that. */
  readonly firstSeconds?: number
  /** Latencies in milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** What a server did under a load. */
export interface Served extends LoadResult {
  readonly perSecond: number
  /** CPU of the server per request, all its threads; µs. */
  readonly cpu: number
}

/** Puts a server under load from another process. @throws Error when any answer is not 2xx */
export async function measure(
  server: BenchServer,
  load: Omit<Load, 'port'>,
  generator: Generator = 'sockets',
): Promise<Served> {
  const before = server.cpuSeconds()
  const result = await generate({ ...load, port: server.port }, generator)
  // Less than a tick reads as nothing, which a ratio cannot be made with.
  const used = Math.max(TICK, server.cpuSeconds() - before)
  if (result.failures > 0) {
    const { failures, answers, firstFailure = '' } = result
    throw new Error(`${failures} of ${answers} answers were not 2xx: ${firstFailure}`)
  }
  return {
    ...result,
    perSecond: result.requests / result.seconds,
    cpu: (used / Math.max(1, result.answers)) * 1e6,
  }
}

/** Makes requests that are expected to be refused, too, and from another process. */
export async function disturb(server: BenchServer, load: Omit<Load, 'port' | 'yields'>) {
  const result = await generate({ ...load, port: server.port, yields: true }, 'sockets')
  const retryAfter = /^retry-after: (\d+)/im.exec(result.firstFailure ?? '')?.[1]
  const noise: Noise = {
    answers: result.answers,
    refusals: result.refusals ?? {},
    retryAfter: retryAfter === undefined ? null : Number(retryAfter),
    megabytes: 0,
  }
  return noise
}

/** wrk makes requests with the least CPU; `sockets`, which is ours, needs nothing installed. */
export type Generator = 'wrk' | 'sockets'

/** The generator for plain requests, and what is to be said of the choice. */
export function plainGenerator(): { readonly generator: Generator; readonly remark?: string } {
  if (hasWrk()) return { generator: 'wrk' }
  return {
    generator: 'sockets',
    remark:
      'wrk is not installed (Debian: apt-get install wrk): a small program of the bench makes the requests, and rates are lower',
  }
}

function generate(load: Load, generator: Generator): Promise<LoadResult> {
  if (generator === 'wrk' && !('ids' in load.requests)) return runWrk(load, load.requests)
  return measureApart<LoadResult>(new URL('./sockets.ts', import.meta.url), load)
}

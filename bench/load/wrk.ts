import { outputOf, start } from '../processes/child.ts'
import type { ListedRequests, Load, LoadResult, PlainRequest } from './load.ts'

export function hasWrk(): boolean {
  return Bun.which('wrk') !== null
}

/** wrk counts from its first request on, so its warm-up is a run of its own. */
export async function runWrk(
  load: Load,
  request: PlainRequest | ListedRequests,
): Promise<LoadResult> {
  const warm = load.warmUp > 0 ? await run(load, request, load.warmUp) : undefined
  const result = await run(load, request, load.seconds)
  return {
    ...result,
    answers: result.answers + (warm?.answers ?? 0),
    failures: result.failures + (warm?.failures ?? 0),
  }
}

async function run(
  load: Load,
  request: PlainRequest | ListedRequests,
  seconds: number,
): Promise<LoadResult> {
  const { port, connections } = load
  const script = new URL('./wrk.lua', import.meta.url).pathname
  const child = start(
    [
      'wrk',
      '--threads=1',
      `--connections=${connections}`,
      // It takes whole seconds only.
      `--duration=${Math.max(1, Math.round(seconds))}s`,
      `--script=${script}`,
      `http://127.0.0.1:${port}${'list' in request ? '/' : request.path}`,
    ],
    {
      environment: environmentOf(request),
    },
  )
  const json = (await outputOf(child)).trim().split('\n').at(-1) ?? ''
  return JSON.parse(json) as LoadResult
}

/** For wrk.lua. */
function environmentOf(request: PlainRequest | ListedRequests): Record<string, string> {
  const plain = 'list' in request ? undefined : request
  return {
    BENCH_LIST: 'list' in request ? request.list : '',
    BENCH_METHOD: plain?.method ?? '',
    BENCH_TOKEN: plain?.token ?? '',
    BENCH_COOKIE: plain?.cookie ?? '',
    BENCH_BODY: plain?.body ?? '',
    BENCH_KEYS: plain?.keyed === true ? crypto.randomUUID() : '',
  }
}

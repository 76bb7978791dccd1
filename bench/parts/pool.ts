import { poolCapacity } from '../../src/tenancy/pool-capacity.ts'
import { createFleet, type Fleet } from '../data/fleet.ts'
import type { Distribution } from '../data/popularity.ts'
import { beside, type Figure, figure, type Measured } from '../figure.ts'
import { measure } from '../load/load.ts'
import type { PoolLoadInput, PoolLoadResult } from '../measures/pool-load.ts'
import type { Bench, Part } from '../part.ts'
import { measureApart } from '../processes/child.ts'
import { startConclave } from '../processes/server.ts'

/** Many workspaces behind a pool that holds only some of them. */
export const pool: Part = {
  name: 'pool',
  title: 'A fleet behind the pool: 80 % get, 15 % last 50, 5 % post',
  run,
}

/** In every workspace of the fleet: a page, and little more, so that the disk holds 10,000. */
const MESSAGES = 60

interface Setting {
  readonly distribution: Distribution
  readonly poolMax: number | undefined
  readonly name: string
  /** Against one hot workspace, and of the 99th percentile in milliseconds. */
  readonly target?: { readonly rate: number; readonly p99: number }
}

async function run(bench: Bench): Promise<Figure[]> {
  const { scale } = bench
  bench.say(`making ${scale.tenants} workspaces`)
  const fleet = await createFleet(bench.directory('fleet'), scale.tenants, {
    people: 5,
    messages: MESSAGES,
  })
  const made = figure('workspaces made for the fleet', '1/s', [fleet.rate])
  const settings = settingsFor(bench)
  const inProcess: Figure[] = []
  const overHttp: Figure[] = []
  const base = { process: 0, http: 0 }
  for (const setting of settings) {
    bench.say(`in process: ${setting.name}`)
    const result = await throughPool(bench, fleet, setting)
    if (setting.distribution === 'one') base.process = result.perSecond
    const found = beside('found open', '%', [100 * result.hitRate])
    inProcess.push(
      ...figuresOf(`in process, ${setting.name}`, setting, result, base.process, found),
    )
  }
  for (const setting of settings.filter((one) => one.poolMax !== undefined)) {
    bench.say(`over HTTP: ${setting.name}`)
    const { result, stopped } = await overServer(bench, fleet, setting)
    if (setting.distribution === 'one') base.http = result.perSecond
    const ending = beside('to stop', 's', [stopped / 1_000])
    overHttp.push(...figuresOf(`HTTP, ${setting.name}`, setting, result, base.http, ending))
  }
  return [made, ...inProcess, ...overHttp]
}

function settingsFor({ scale, remark }: Bench): Setting[] {
  const most = poolCapacity().tenants
  const sizes = [...new Set(scale.pools.map((size) => Math.min(size, most)))]
  const largest = Math.max(...sizes)
  if (scale.pools.some((size) => size > most)) {
    remark(`pools are at most ${most} here: three descriptors for each open workspace`)
  }
  const zipf = sizes.map((poolMax): Setting => {
    const name = `Zipf, pool of ${poolMax}`
    if (poolMax === largest) {
      return { name, distribution: 'zipf', poolMax, target: { rate: 0.35, p99: 10 } }
    }
    if (poolMax === 2_000) {
      return { name, distribution: 'zipf', poolMax, target: { rate: 0.25, p99: 10 } }
    }
    return { name, distribution: 'zipf', poolMax }
  })
  const middle = sizes[Math.floor(sizes.length / 2)] ?? largest
  return [
    { name: 'one hot workspace', distribution: 'one', poolMax: middle },
    ...zipf,
    { name: `uniform, pool of ${middle}`, distribution: 'uniform', poolMax: middle },
    { name: 'Zipf, opened for each request', distribution: 'zipf', poolMax: undefined },
  ]
}

function throughPool(bench: Bench, fleet: Fleet, setting: Setting): Promise<PoolLoadResult> {
  const { scale } = bench
  const { dataDir, ids, authId } = fleet
  const { distribution, poolMax } = setting
  const input: PoolLoadInput = {
    dataDir,
    ids,
    authId,
    distribution,
    poolMax,
    concurrency: scale.connections,
    messages: MESSAGES,
    warmUp: scale.warmUp,
    seconds: 2 * scale.seconds,
  }
  return measureApart(new URL('../measures/pool-load.ts', import.meta.url), input)
}

async function overServer(bench: Bench, fleet: Fleet, { distribution, poolMax }: Setting) {
  const { scale } = bench
  const { dataDir, ids, token } = fleet
  const server = await startConclave(dataDir, { POOL_MAX: String(poolMax) })
  try {
    const result = await measure(server, {
      connections: scale.connections,
      warmUp: scale.warmUp,
      seconds: 2 * scale.seconds,
      requests: {
        // The least popular ones first, and only as many as fit: the pool after a long time.
        ids: distribution === 'one' ? ids.slice(0, 1) : ids,
        distribution,
        token,
        messages: MESSAGES,
        prefill: distribution === 'one' ? 1 : Math.min(ids.length, poolMax ?? 0),
      },
    })
    const start = performance.now()
    await server[Symbol.asyncDispose]()
    return { result, stopped: performance.now() - start }
  } finally {
    await server[Symbol.asyncDispose]()
  }
}

interface Result {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly cpu: number
}

function figuresOf(
  name: string,
  { target, distribution }: Setting,
  { perSecond, p50, p99, cpu }: Result,
  hot: number,
  more: Measured,
): Figure[] {
  const rate = figure(name, '1/s', [perSecond], {
    beside: [beside('CPU', 'µs', [cpu]), beside('p50', 'ms', [p50]), more],
  })
  if (distribution === 'one') return [rate, figure('  p99', 'ms', [p99])]
  return [
    rate,
    figure('  / one hot workspace', '×', [perSecond / hot], {
      target: target && { atLeast: target.rate },
    }),
    figure('  p99', 'ms', [p99], { target: target && { atMost: target.p99 } }),
  ]
}

import { setTimeout as pause } from 'node:timers/promises'
import { createFleet } from '../data/fleet.ts'
import { createHeavy } from '../data/heavy.ts'
import { openQuietly } from '../data/open-quietly.ts'
import { beside, type Figure, figure, median } from '../figure.ts'
import { type FleetRequests, measure } from '../load/load.ts'
import type { Bench, Part } from '../part.ts'
import { measureApart } from '../processes/child.ts'
import { type BenchServer, startHeavy } from '../processes/server.ts'

/** What the others wait for while one workspace gets a rewritten column and an index on it. */
export const heavyMigration: Part = {
  name: 'heavy-migration',
  title: 'Others while one workspace has a heavy migration, lazily and in a run beside the server',
  onlyByName: true,
  run,
}

const MESSAGES = 60
const OTHERS = 20
/** So few that the cores have something left for the migration, and each pauses between requests. */
const CONNECTIONS = 16
const PAUSE = 4

interface Window {
  readonly p50: number
  readonly p99: number
  readonly perSecond: number
}

async function run(bench: Bench): Promise<Figure[]> {
  const { scale } = bench
  const dataDir = bench.directory('data')
  bench.say(`making workspaces with ${scale.heavy} messages`)
  const { ids, token } = await createFleet(dataDir, OTHERS + 2, { people: 5, messages: MESSAGES })
  const [lazy = '', inRun = '', ...others] = ids
  const paths = await heavyPaths(dataDir, [lazy, inRun])
  createHeavy(dataDir, paths, scale.heavy)
  await using server = await startHeavy(dataDir)
  const requests: FleetRequests = {
    ids: others,
    distribution: 'uniform',
    token,
    messages: MESSAGES,
    prefill: others.length,
  }
  const window = async (): Promise<Window> =>
    measure(server, {
      connections: CONNECTIONS,
      pause: PAUSE,
      warmUp: scale.smoke ? 0 : 0.3,
      seconds: scale.seconds,
      requests,
    })
  // They are behind for this server too; on a busy machine that may take longer than a request waits.
  for (const id of others) await untilServed(server, id, token)
  await window()
  bench.say('idle')
  const idle: Window[] = []
  for (let round = 0; round < scale.rounds; round += 1) idle.push(await window())
  bench.say('migrating lazily')
  const lazily = await during(window, () => untilServed(server, lazy, token))
  bench.say('migrating in a run')
  const input = { dataDir }
  const running = await during(window, () =>
    measureApart(new URL('../measures/heavy-run.ts', import.meta.url), input),
  )
  const idleP99 = median(idle.map(({ p99 }) => p99))
  return [
    p99('p99 of the others, idle', idle),
    ...figuresOf('lazily', lazily, idleP99),
    ...figuresOf('in a run', running, idleP99),
  ]
}

interface Migration {
  readonly windows: readonly Window[]
  readonly seconds: number
}

function figuresOf(how: string, { windows, seconds }: Migration, idle: number): Figure[] {
  const ratios = windows.map((one) => one.p99 / idle)
  return [
    p99(`p99 of the others, ${how}`, windows),
    figure(`p99 ${how} / idle`, '×', ratios, {
      target: { atMost: 2 },
      beside: [beside('migration', 's', [seconds])],
    }),
  ]
}

function p99(name: string, windows: readonly Window[]): Figure {
  const values = windows.map((one) => one.p99)
  return figure(name, 'ms', values, {
    beside: [
      beside(
        'p50',
        'ms',
        windows.map((one) => one.p50),
      ),
      beside(
        'requests',
        '1/s',
        windows.map((one) => one.perSecond),
      ),
    ],
  })
}

/** Measures window after window until the work ends; at least one. */
async function during(
  window: () => Promise<Window>,
  work: () => Promise<unknown>,
): Promise<Migration> {
  const start = performance.now()
  let seconds: number | undefined
  const ended = work().then(() => {
    seconds = (performance.now() - start) / 1_000
  })
  const windows: Window[] = []
  do {
    const one = await window()
    // One in which the migration ended says less of it.
    if (seconds === undefined || windows.length === 0) windows.push(one)
  } while (seconds === undefined)
  await ended
  return { windows, seconds }
}

/** Asks for the workspace, as its members would, until it is served. */
async function untilServed({ port }: BenchServer, id: string, token: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/workspaces/${id}/rooms`, {
      headers: { authorization: `Bearer ${token}` },
    })
    await answer.body?.cancel()
    if (answer.status === 200) return
    if (answer.status !== 503) throw new Error(`it is answered ${answer.status}`)
    await pause(100)
  }
}

async function heavyPaths(dataDir: string, ids: readonly string[]) {
  const services = openQuietly(dataDir)
  const paths = ids.map((id) => ({ id, path: services.tenants.directory.database(id) }))
  await services.close()
  return paths
}

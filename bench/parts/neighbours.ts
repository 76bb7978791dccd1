import { join } from 'node:path'
import { mostFrequentWord } from '../../src/sample-data/generated/phrases.ts'
import { createFleet } from '../data/fleet.ts'
import { generateWorkspaces } from '../data/generated.ts'
import { beside, type Figure, figure, type Measured, ratios } from '../figure.ts'
import { disturb, type FleetRequests, type LoadResult, measure } from '../load/load.ts'
import type { Noise } from '../load/noise.ts'
import { MESSAGE } from '../load/requests.ts'
import type { Transfers } from '../load/transfers.ts'
import type { Bench, Part } from '../part.ts'
import { measureApart } from '../processes/child.ts'
import { timeCommand } from '../processes/fleet-commands.ts'
import { type BenchServer, startConclave } from '../processes/server.ts'

/** What the others wait for while one workspace is hammered. */
export const neighbours: Part = {
  name: 'neighbours',
  title: 'Others while one workspace of 2 million messages is hammered',
  onlyByName: true,
  run,
}

const MESSAGES = 60
const OTHERS = 20
/** The others: as in `heavy-migration`. */
const CONNECTIONS = 16
const PAUSE = 4
/** Of the noise, where it is made of requests. */
const CROWD = 64
/** Seconds from the beginning of a noise until it is what it is. */
const RISE = 0.3

interface Round {
  readonly idle: LoadResult
  readonly disturbed: LoadResult
  readonly noise: Noise
}

async function run(bench: Bench): Promise<Figure[]> {
  const { scale } = bench
  const dataDir = bench.directory('data')
  bench.say(`generating ${scale.large.messages} messages`)
  const medium = { ...scale.large, messages: Math.ceil(scale.large.messages / 20) }
  const { token } = await generateWorkspaces(dataDir, { noisy: scale.large, medium })
  const { ids } = await createFleet(dataDir, OTHERS, { people: 5, messages: MESSAGES })
  const quiet: FleetRequests = {
    ...{ ids, token, distribution: 'uniform', messages: MESSAGES, prefill: ids.length },
  }
  const word = encodeURIComponent(mostFrequentWord(scale.large.messages))
  const file = join(bench.directory('exported'), 'medium.db')
  await timeCommand('tenant-export', ['medium', file], { DATA_DIR: dataDir })

  const rounds = new Map<string, Round[]>()
  for (const limits of ['without limits', 'limits as shipped'] as const) {
    await using server = await startConclave(dataDir, limits === 'without limits' ? {} : SHIPPED)
    const all = noisesOf(bench, { server, token, word, dataDir, file })
    const noises =
      limits === 'without limits' ? all : Object.fromEntries(BOUND.map((name) => [name, all[name]]))
    // A p99 of two seconds differs more than most figures do.
    const most = scale.smoke ? 1 : 2 * scale.rounds - 1
    for (let round = 1; round <= most; round += 1) {
      for (const [name, noise] of Object.entries(noises)) {
        bench.say(`round ${round} of ${most}, ${limits}: ${name}`)
        const key = `${name}, ${limits}`
        rounds.set(key, [...(rounds.get(key) ?? []), await once(bench, server, quiet, noise)])
      }
    }
  }
  return [...rounds].map(([name, of]) => figureOf(name, of))
}

/** Set to nothing is not set. The limit of a person stays off: one client stands for thousands. */
const SHIPPED = {
  RATE_LIMIT_WORKSPACE_READS: '',
  RATE_LIMIT_WORKSPACE_WRITES: '',
  SEARCH_SHARE: '',
}
/** What these bound. */
const BOUND = ['a flood of posts', 'a flood of searches'] as const

interface Means {
  readonly server: BenchServer
  readonly token: string
  readonly dataDir: string
  /** The word of most messages. */
  readonly word: string
  /** An exported workspace. */
  readonly file: string
}

type MakeNoise = (seconds: number) => Promise<Noise>

function noisesOf({ scale }: Bench, { server, token, dataDir, word, file }: Means) {
  const noisy = '/workspaces/noisy'
  const flood = (method: 'GET' | 'POST', path: string, body?: string) => (seconds: number) => {
    const requests = { method, path: noisy + path, token, body }
    const connections = scale.smoke ? scale.connections : CROWD
    return disturb(server, { connections, warmUp: 0, seconds, requests })
  }
  const transfers = (path: string, connections: number, bytes?: number) => (seconds: number) => {
    const input: Transfers = {
      ...{ port: server.port, token, path: noisy + path, connections, seconds },
      ...(bytes !== undefined && { bytes }),
    }
    return measureApart<Noise>(new URL('../load/transfers.ts', import.meta.url), input)
  }
  let imported = 0
  const imports = async (seconds: number): Promise<Noise> => {
    const end = performance.now() + seconds * 1_000
    const before = imported
    do {
      imported += 1
      await timeCommand('tenant-import', [file, `imported-${imported}`], { DATA_DIR: dataDir })
    } while (performance.now() < end)
    return { answers: imported - before, refusals: {}, retryAfter: null, megabytes: 0 }
  }
  return {
    'a flood of posts': flood('POST', '/rooms/1/messages', MESSAGE),
    'a flood of searches': flood('GET', `/search?q=${word}`),
    exports: transfers('/export', 2),
    imports,
    uploads: transfers('/files', UPLOADS, scale.smoke ? 1_000 : LARGE),
  } satisfies Record<string, MakeNoise>
}

/** Files that go up at the same time, as many as one person may, and bytes of each. */
const UPLOADS = 8
const LARGE = 50_000_000

async function once(
  { scale }: Bench,
  server: BenchServer,
  requests: FleetRequests,
  make: MakeNoise,
): Promise<Round> {
  const seconds = 2 * scale.seconds
  const window = (warmUp: number) =>
    measure(server, { connections: CONNECTIONS, pause: PAUSE, warmUp, seconds, requests })
  const rise = scale.smoke ? 0 : RISE
  const idle = await window(rise)
  const noise = make(seconds + 2 * rise)
  const disturbed = await window(rise)
  return { idle, disturbed, noise: await noise }
}

function figureOf(name: string, rounds: readonly Round[]): Figure {
  const p99 = (of: 'idle' | 'disturbed') => rounds.map((round) => round[of].p99)
  return figure(`${name}: p99 of the others / idle`, '×', ratios(p99('disturbed'), p99('idle')), {
    target: { atMost: 2 },
    beside: [
      beside('idle', 'ms', p99('idle')),
      beside('disturbed', 'ms', p99('disturbed')),
      beside(
        'p50',
        'ms',
        rounds.map(({ disturbed }) => disturbed.p50),
      ),
      ...toldOf(rounds.map(({ noise }) => noise)),
    ],
  })
}

/** What the noisy one got. */
function toldOf(noises: readonly Noise[]): Measured[] {
  const refused = (noise: Noise) => Object.values(noise.refusals).reduce((sum, n) => sum + n, 0)
  const statuses = [...new Set(noises.flatMap(({ refusals }) => Object.keys(refusals)))]
  return [
    beside(
      'answered',
      '',
      noises.map((noise) => noise.answers - refused(noise)),
    ),
    ...statuses.map((status) =>
      beside(
        `refused by ${status}`,
        '',
        noises.map(({ refusals }) => refusals[status] ?? 0),
      ),
    ),
    ...(noises.some(({ megabytes }) => megabytes > 0)
      ? [
          beside(
            'moved',
            'MB',
            noises.map(({ megabytes }) => megabytes),
          ),
        ]
      : []),
  ]
}

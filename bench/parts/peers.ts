import type { Figure } from '../figure.ts'
import { measure, plainGenerator, type Served } from '../load/load.ts'
import type { InProcessInput, InProcessResult } from '../measures/in-process.ts'
import type { Bench, Part } from '../part.ts'
import {
  CANDIDATES,
  type CandidateName,
  createPeerData,
  type PeerData,
  startCandidates,
} from '../peers/candidates.ts'
import { againstProcess, comparison } from '../peers/comparison.ts'
import { type Heat, newResults, type Results } from '../peers/results.ts'
import { type Answers, answersOf, assertSameAnswers } from '../peers/same-answers.ts'
import { eachOnce, listOf, SIZE, type Workload } from '../peers/workloads.ts'
import { measureApart } from '../processes/child.ts'
import type { BenchServer } from '../processes/server.ts'
import { startHello } from '../processes/server.ts'
import { compileSlowSync } from '../processes/slow-sync.ts'

/** Conclave beside what people would use instead, each in a server of its own. */
export const peers: Part = {
  name: 'peers',
  title: 'The same API over other ways to keep many workspaces, in one run',
  run,
}

const READS: readonly Heat[] = [
  { workload: 'get', distribution: 'uniform' },
  { workload: 'last50', distribution: 'uniform' },
  { workload: 'rooms', distribution: 'uniform' },
  { workload: 'search', distribution: 'uniform' },
  { workload: 'check', distribution: 'uniform' },
]

const WRITES: readonly Heat[] = [
  { workload: 'mixed', distribution: 'uniform' },
  { workload: 'mixed', distribution: 'zipf' },
  { workload: 'post', distribution: 'uniform' },
  { workload: 'post', distribution: 'one' },
]

/** Whose posts are measured once more with every post on the disk before it is answered. */
const DURABLE: readonly CandidateName[] = CANDIDATES.filter(
  (name) => name !== 'Kysely in place of the models',
)
/** Milliseconds that are added to a sync; `shared-commit` goes further. */
const SLOWEST = 1
const POSTS = WRITES.filter(({ workload }) => workload === 'post')

/** For a run that only shows that all works: each answer has been compared with ours before. */
const FEW: readonly Heat[] = [
  { workload: 'check', distribution: 'uniform' },
  { workload: 'mixed', distribution: 'uniform' },
]

async function run(bench: Bench): Promise<Figure[]> {
  const { scale } = bench
  const { remark } = scale.smoke ? {} : plainGenerator()
  if (remark !== undefined) bench.remark(remark)
  const data = await createPeerData(bench)
  const lists = bench.directory('lists')
  const slow = scale.delays.some((delay) => delay > 0) ? compileSlowSync(bench) : undefined
  const figures: Figure[] = []
  {
    const setting = { durability: 'normal', delay: 0, slow } as const
    await using started = await startCandidates(data, CANDIDATES, setting)
    await using hello = await startHello()
    await assertAllTheSame(data, started.servers)
    const heats = scale.smoke ? FEW : [...READS, ...WRITES]
    const served = await measureHeats(bench, data, lists, heats, started.servers, hello)
    const apart = await inProcess(bench, data)
    for (const result of served) {
      figures.push(...comparison(result, 'normal', 0), ...againstProcess(result, apart))
    }
  }
  for (const delay of scale.delays.filter((one) => one <= (slow === undefined ? 0 : SLOWEST))) {
    const setting = { durability: 'full', delay, slow } as const
    await using started = await startCandidates(data, DURABLE, setting)
    const heats = scale.smoke ? POSTS.slice(0, 1) : POSTS
    const served = await measureHeats(bench, data, lists, heats, started.servers)
    figures.push(...served.flatMap((result) => comparison(result, 'full', delay)))
  }
  return figures
}

async function measureHeats(
  bench: Bench,
  data: PeerData,
  lists: string,
  heats: readonly Heat[],
  servers: ReadonlyMap<CandidateName, BenchServer>,
  hello?: BenchServer,
): Promise<Results[]> {
  const { scale } = bench
  const { generator } = scale.smoke ? { generator: 'sockets' as const } : plainGenerator()
  const seconds = Math.min(1, scale.seconds)
  const load = { connections: scale.connections, warmUp: 0, seconds }
  const results = heats.map(newResults)
  for (let round = 1; round <= scale.peerRounds; round += 1) {
    for (const { heat, rounds, first } of results) {
      const asked = [...servers].filter(([name]) => workloadOf(name, heat.workload) !== undefined)
      for (const [name, server] of round % 2 === 0 ? asked.reverse() : asked) {
        bench.say(`round ${round}: ${heat.workload}, ${heat.distribution}: ${name}`)
        const workload = workloadOf(name, heat.workload) ?? heat.workload
        const addressed = data.addressed(name)
        const list = listOf(lists, workload, heat.distribution, addressed)
        if (round === 1) {
          const opens = heat.distribution === 'uniform' && name !== 'opened for each request'
          const once = opens ? eachOnce(lists, workload, addressed) : undefined
          const { firstSeconds } = await measure(server, {
            ...load,
            requests: { list, first: once },
          })
          if (opens && firstSeconds !== undefined)
            first.set(name, addressed.ids.length / firstSeconds)
        }
        add(rounds, name, await measure(server, { ...load, requests: { list } }, generator))
      }
      if (hello)
        add(rounds, 'hello-world', await measure(hello, { ...load, requests: HELLO }, generator))
    }
  }
  return results
}

const HELLO = { method: 'GET', path: '/' } as const

/** So many are held open in one process, which stays within any limit of descriptors. */
const IN_PROCESS = 200

async function inProcess(bench: Bench, { directories, addressed, authId }: PeerData) {
  const { scale } = bench
  const results: InProcessResult[] = []
  for (let round = 1; round <= scale.peerRounds; round += 1) {
    bench.say(`round ${round}: in process`)
    const input: InProcessInput = {
      dataDir: directories.Conclave,
      ids: addressed('Conclave').ids.slice(0, IN_PROCESS),
      authId,
      messages: SIZE.messages,
      seconds: scale.seconds / 4,
    }
    results.push(await measureApart(new URL('../measures/in-process.ts', import.meta.url), input))
  }
  return results
}

/** What a candidate is asked for a workload; undefined where that would be nothing of its own. */
function workloadOf(name: CandidateName, workload: Workload): Workload | undefined {
  if (workload === 'search') return name === 'Kysely in place of the models' ? undefined : workload
  if (workload !== 'check') return workload
  switch (name) {
    // Its code for every candidate: what stands for it is the server that adds nothing to it.
    case 'Kysely in place of the models':
      return 'known'
    case 'one shared SQLite file':
    case 'PostgreSQL without RLS':
      return 'check'
    default:
      return undefined
  }
}

function add<Key>(map: Map<Key, Served[]>, key: Key, served: Served): void {
  map.set(key, [...(map.get(key) ?? []), served])
}

/** Two candidates are on one database: all are read before any is written to. */
const COMPARED = [['get', 'last50', 'rooms', 'search'], ['post']] as const

async function assertAllTheSame(
  data: PeerData,
  servers: ReadonlyMap<CandidateName, BenchServer>,
): Promise<void> {
  for (const workloads of COMPARED) {
    let ours: Answers = new Map()
    for (const [name, server] of servers) {
      const asked = workloads.filter((one) => workloadOf(name, one) === one)
      const answers = await answersOf(server, data.addressed(name), asked)
      if (name === 'Conclave') ours = answers
      assertSameAnswers(name, answers, ours)
    }
  }
}

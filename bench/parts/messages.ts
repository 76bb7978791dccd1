import { createWorkspaces } from '../data/workspaces.ts'
import { beside, type Figure, figure, ratios } from '../figure.ts'
import { measure, type PlainRequest, plainGenerator, type Served } from '../load/load.ts'
import { MESSAGE } from '../load/requests.ts'
import type { ReadingInput, ReadingResult } from '../measures/reading.ts'
import type { Bench, Part } from '../part.ts'
import { measureApart } from '../processes/child.ts'
import { type BenchServer, startConclave, startHello } from '../processes/server.ts'

/** Reading and writing messages over HTTP, against the least that Elysia can do. */
export const messages: Part = {
  name: 'messages',
  title: 'Messages over HTTP, authenticated, against an Elysia hello-world in the same run',
  run,
}

interface Candidate {
  readonly server: BenchServer
  readonly request: (round: number) => PlainRequest
}

const READ = 'read'
/** Those that use other workspaces than the last ones, which are left a share for a second; milliseconds. */
const WRITING = new Set(['post', 'once'])
const ALONE_AFTER = 1_050

async function run(bench: Bench): Promise<Figure[]> {
  const { scale } = bench
  const { generator, remark } = scale.smoke ? { generator: 'sockets' as const } : plainGenerator()
  if (remark !== undefined) bench.remark(remark)
  // Round by round a workspace that nobody has written to yet.
  const written = Array.from({ length: scale.rounds + 1 }, (_, round) => `post-${round}`)
  const once = Array.from({ length: scale.rounds + 1 }, (_, round) => `once-${round}`)
  bench.say('filling the workspaces')
  const { dataDir, token } = await createWorkspaces(
    bench.directory('data'),
    [READ, ...written, ...once],
    {
      people: 20,
      messages: scale.messages,
    },
  )
  await using hello = await startHello()
  await using conclave = await startConclave(dataDir)
  const room = (slug: string) => `/workspaces/${slug}/rooms/1/messages`
  const middle = Math.ceil(scale.messages / 2)
  const candidates: Record<string, Candidate> = {
    hello: { server: hello, request: () => ({ method: 'GET', path: '/' }) },
    get: {
      server: conclave,
      request: () => ({ method: 'GET', path: `${room(READ)}/${middle}`, token }),
    },
    last50: {
      server: conclave,
      request: () => ({ method: 'GET', path: `${room(READ)}?limit=50`, token }),
    },
    post: {
      server: conclave,
      request: (round) => ({
        method: 'POST',
        path: room(written[round] ?? ''),
        token,
        body: MESSAGE,
      }),
    },
    once: {
      server: conclave,
      request: (round) => ({
        method: 'POST',
        path: room(once[round] ?? ''),
        token,
        body: MESSAGE,
        keyed: true,
      }),
    },
  }
  const rounds = new Map<string, Served[]>(Object.keys(candidates).map((name) => [name, []]))
  const apart: ReadingResult[] = []
  // Round 0 is the warm-up.
  for (let round = 0; round <= scale.rounds; round += 1) {
    const order = Object.entries(candidates)
    for (const [name, { server, request }] of round % 2 === 0 ? order : order.reverse()) {
      bench.say(`round ${round} of ${scale.rounds}: ${name}`)
      if (!scale.smoke && WRITING.has(name)) await Bun.sleep(ALONE_AFTER)
      const served = await measure(
        server,
        {
          connections: scale.connections,
          warmUp: 0,
          seconds: round === 0 ? scale.warmUp : scale.seconds,
          requests: request(round),
        },
        generator,
      )
      if (round > 0) rounds.get(name)?.push(served)
    }
    if (round === 0) continue
    const input: ReadingInput = { dataDir, slug: READ, seconds: scale.seconds / 4 }
    apart.push(await measureApart(new URL('../measures/reading.ts', import.meta.url), input))
  }
  return figures((name) => rounds.get(name) ?? [], apart)
}

function figures(served: (name: string) => Served[], apart: readonly ReadingResult[]): Figure[] {
  const cpu = (name: string) => served(name).map((one) => one.cpu)
  const perSecond = (name: string) => served(name).map((one) => one.perSecond)
  const againstHello = (name: string) => ratios(perSecond(name), perSecond('hello'))
  const last50 = apart.map((one) => one.last50)
  const inCpu = (name: string) => beside('CPU', '×', ratios(cpu(name), cpu('hello')))
  const rate = (title: string, name: string) =>
    figure(title, '1/s', perSecond(name), {
      beside: [
        beside('CPU', 'µs', cpu(name)),
        beside(
          'p99',
          'ms',
          served(name).map((one) => one.p99),
        ),
      ],
    })
  return [
    rate('hello-world', 'hello'),
    rate('get one message', 'get'),
    figure('get one message / hello-world', '×', againstHello('get'), {
      target: { atLeast: 0.35 },
      beside: [inCpu('get')],
    }),
    rate('last 50 with users', 'last50'),
    figure('last 50: CPU / same SQL and JSON.stringify', '×', ratios(cpu('last50'), last50), {
      target: { atMost: 1.3 },
      beside: [beside('in process', 'µs', last50)],
    }),
    rate('post a message', 'post'),
    figure('post a message / hello-world', '×', againstHello('post'), {
      target: { atLeast: 0.15 },
    }),
    figure('post a message: CPU / hello-world', '×', ratios(cpu('post'), cpu('hello')), {
      target: { atMost: 6 },
    }),
    rate('post a message with an Idempotency-Key', 'once'),
    figure('the same / hello-world', '×', againstHello('once'), { target: { atLeast: 0.15 } }),
    figure('the same: CPU / hello-world', '×', ratios(cpu('once'), cpu('hello')), {
      target: { atMost: 6 },
    }),
  ]
}

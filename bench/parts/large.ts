import { mostFrequentWord } from '../../src/sample-data/generated/phrases.ts'
import { generateWorkspaces } from '../data/generated.ts'
import { beside, type Figure, figure, ratios } from '../figure.ts'
import { measure, type PlainRequest, plainGenerator, type Served } from '../load/load.ts'
import { MESSAGE } from '../load/requests.ts'
import type { Bench, Part } from '../part.ts'
import { startConclave } from '../processes/server.ts'

/** What the size of a workspace costs those who use it. */
export const large: Part = {
  name: 'large',
  title:
    'One workspace with 1,000 people, 2,000 rooms and 2 million messages, against a small one in the same run',
  onlyByName: true,
  run,
}

const SMALL = { people: 20, rooms: 10, messages: 1_000 }

/** Path below the workspace, by what it answers. Room 1 is the busiest, with everybody in it. */
const READS: Readonly<Record<string, string>> = {
  'first page of the busiest room': '/rooms/1/messages?limit=50',
  'a page in its middle': '/rooms/1/messages?limit=50&around=:middle',
  'list of rooms, of somebody in 500': '/rooms?limit=50',
  'unread, over all of them': '/unread',
  'mentions of somebody': '/mentions?limit=50',
  'members of the busiest room': '/rooms/1/members?limit=50',
  'rooms to join': '/public-rooms?limit=50',
  directory: '/users?limit=50',
  'search for a rare word': `/search?q=${encodeURIComponent('会议')}`,
  'search for the most frequent word': '/search?q=:frequent',
}

/** Requests at the same time: latencies are to be the server's, and not a queue's. */
const CONNECTIONS = 4

async function run(bench: Bench): Promise<Figure[]> {
  const { scale } = bench
  const { generator, remark } = scale.smoke ? { generator: 'sockets' as const } : plainGenerator()
  if (remark !== undefined) bench.remark(remark)
  bench.say(`generating ${scale.large.messages} messages`)
  const start = performance.now()
  const { dataDir, token } = await generateWorkspaces(bench.directory('data'), {
    small: SMALL,
    large: scale.large,
  })
  const generated = (performance.now() - start) / 1_000
  await using server = await startConclave(dataDir)

  const served = new Map<string, Served[]>()
  async function serve(slug: string, name: string, request: PlainRequest): Promise<void> {
    const one = await measure(
      server,
      {
        connections: CONNECTIONS,
        warmUp: scale.warmUp / 10,
        seconds: scale.seconds / 3,
        requests: request,
      },
      generator,
    )
    const key = `${slug} ${name}`
    served.set(key, [...(served.get(key) ?? []), one])
  }

  for (let round = 1; round <= scale.rounds; round += 1) {
    for (const slug of round % 2 === 0 ? ['small', 'large'] : ['large', 'small']) {
      const messages = slug === 'large' ? scale.large.messages : SMALL.messages
      for (const [name, path] of Object.entries(READS)) {
        bench.say(`round ${round} of ${scale.rounds}: ${slug}, ${name}`)
        const below = path
          .replace(':middle', String(Math.ceil(messages / 2)))
          .replace(':frequent', encodeURIComponent(mostFrequentWord(messages)))
        await serve(slug, name, { method: 'GET', path: `/workspaces/${slug}${below}`, token })
      }
      const path = `/workspaces/${slug}/rooms/1/messages`
      await serve(slug, POST, { method: 'POST', path, token, body: MESSAGE })
    }
  }
  return [
    figure('generated in', 's', [generated]),
    ...[...Object.keys(READS), POST].map((name) => {
      const of = (slug: string) => served.get(`${slug} ${name}`) ?? []
      const cpu = (slug: string) => of(slug).map((one) => one.cpu)
      const p99 = of('large').map((one) => one.p99)
      return figure(`${name}: CPU, large / small`, '×', ratios(cpu('large'), cpu('small')), {
        beside: [
          beside('large', 'µs', cpu('large')),
          beside('small', 'µs', cpu('small')),
          beside('p99 large', 'ms', p99),
        ],
      })
    }),
  ]
}

const POST = 'post a message'

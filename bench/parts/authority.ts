import { createWorkspaces } from '../data/workspaces.ts'
import { beside, type Figure, figure, ratios } from '../figure.ts'
import { measure, type PlainRequest, plainGenerator, type Served } from '../load/load.ts'
import type { AuthorityCost, AuthorityCosts, AuthorityInput } from '../measures/authority.ts'
import type { Bench, Part } from '../part.ts'
import { measureApart } from '../processes/child.ts'
import { startConclave } from '../processes/server.ts'

/** Who is it, which workspace, may they: by each kind of credential. */
export const authority: Part = {
  name: 'authority',
  title:
    'Authenticating by API token, session and cookie: in process, and reading a message by HTTP',
  run,
}

const SLUG = 'read'
const NAMES = {
  token: 'API token',
  session: 'session as bearer',
  cookie: 'session cookie',
} as const
type Kind = keyof typeof NAMES
const KINDS: readonly Kind[] = ['token', 'session', 'cookie']

async function run(bench: Bench): Promise<Figure[]> {
  const { scale } = bench
  const { generator, remark } = scale.smoke ? { generator: 'sockets' as const } : plainGenerator()
  if (remark !== undefined) bench.remark(remark)
  const { dataDir, token, session } = await createWorkspaces(bench.directory('data'), [SLUG], {
    people: 20,
    messages: scale.messages,
  })
  // Nobody else is to write there meanwhile, as a server does that notes what was used.
  const quiet = await createWorkspaces(bench.directory('quiet'), [SLUG], { people: 1, messages: 1 })
  const callers: Record<Kind, Pick<PlainRequest, 'token' | 'cookie'>> = {
    token: { token },
    session: { token: session },
    cookie: { cookie: `conclave_session=${session}` },
  }
  const served: Record<Kind, Served[]> = { token: [], session: [], cookie: [] }
  const apart: AuthorityCosts[] = []
  await using server = await startConclave(dataDir)
  const path = `/workspaces/${SLUG}/rooms/1/messages/${Math.ceil(scale.messages / 2)}`
  // Round 0 is the warm-up.
  for (let round = 0; round <= scale.rounds; round += 1) {
    for (const kind of round % 2 === 0 ? KINDS : KINDS.toReversed()) {
      bench.say(`round ${round} of ${scale.rounds}: ${NAMES[kind]}`)
      const one = await measure(
        server,
        {
          connections: scale.connections,
          warmUp: 0,
          seconds: round === 0 ? scale.warmUp : scale.seconds,
          requests: { method: 'GET', path, ...callers[kind] },
        },
        generator,
      )
      if (round > 0) served[kind].push(one)
    }
    if (round === 0) continue
    const input: AuthorityInput = { dataDir: quiet.dataDir, slug: SLUG, seconds: scale.seconds / 4 }
    apart.push(await measureApart(new URL('../measures/authority.ts', import.meta.url), input))
  }
  return KINDS.flatMap((kind) => figuresOf(kind, served, apart))
}

function figuresOf(
  kind: Kind,
  served: Readonly<Record<Kind, readonly Served[]>>,
  apart: readonly AuthorityCosts[],
): Figure[] {
  const name = NAMES[kind]
  const cpu = (of: Kind) => served[of].map((one) => one.cpu)
  const costs = (of: keyof AuthorityCost) => apart.map((round) => round[kind][of])
  return [
    figure(`${name}: known`, 'µs', costs('known'), { target: { atMost: 5 } }),
    figure(`${name}: looked up`, 'µs', costs('lookedUp'), { target: { atMost: 15 } }),
    figure(
      `${name}: get one message by HTTP`,
      '1/s',
      served[kind].map((one) => one.perSecond),
      {
        beside: [
          beside('CPU', 'µs', cpu(kind)),
          beside('CPU / by API token', '×', ratios(cpu(kind), cpu('token'))),
        ],
      },
    ),
  ]
}

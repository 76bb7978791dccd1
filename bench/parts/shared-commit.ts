import { createWorkspaces } from '../data/workspaces.ts'
import { type Figure, figure, ratios } from '../figure.ts'
import { measure, plainGenerator } from '../load/load.ts'
import { MESSAGE } from '../load/requests.ts'
import type { Bench, Part } from '../part.ts'
import { startSwitchable } from '../processes/server.ts'
import { compileSlowSync, slowed } from '../processes/slow-sync.ts'

/** What it is worth that the units of one turn share a commit. */
export const sharedCommit: Part = {
  name: 'shared-commit',
  title: 'Posts to one hot workspace: shared commit on and off, both durabilities, slow syncs',
  run,
}

interface Setting {
  readonly durability: 'normal' | 'full'
  readonly shared: boolean
  /** Milliseconds added to every sync. */
  readonly delay: number
}

async function run(bench: Bench): Promise<Figure[]> {
  const { scale } = bench
  const slow = scale.delays.some((delay) => delay > 0) ? compileSlowSync(bench) : undefined
  const delays = scale.delays.filter((delay) => delay === 0 || slow !== undefined)
  const settings = delays.flatMap((delay) =>
    (['normal', 'full'] as const).flatMap((durability) =>
      [true, false].map((shared): Setting => ({ durability, shared, delay })),
    ),
  )
  const posts = new Map<string, number[]>(settings.map((setting) => [key(setting), []]))
  const rounds = Math.min(2, scale.rounds)
  for (let round = 1; round <= rounds; round += 1) {
    for (const setting of round % 2 === 0 ? [...settings].reverse() : settings) {
      bench.say(`round ${round} of ${rounds}: ${key(setting)}`)
      posts.get(key(setting))?.push(await postsPerSecond(bench, setting, slow, round))
    }
  }
  return figures(delays, (setting) => posts.get(key(setting)) ?? [])
}

/** A new workspace and a new server each time: the file is as long for all. */
async function postsPerSecond(
  bench: Bench,
  setting: Setting,
  slow: string | undefined,
  round: number,
): Promise<number> {
  const { durability, shared, delay } = setting
  const { scale } = bench
  const { generator } = scale.smoke ? { generator: 'sockets' as const } : plainGenerator()
  const directory = bench.directory(`${round}-${durability}-${shared}-${delay}`)
  const { dataDir, token } = await createWorkspaces(directory, ['hot'], {
    people: 20,
    messages: 50,
  })
  await using server = await startSwitchable(dataDir, {
    DURABILITY: durability,
    BENCH_SHARED_COMMIT: shared ? 'yes' : 'no',
    ...slowed(slow, delay),
  })
  const { perSecond } = await measure(
    server,
    {
      connections: scale.connections,
      warmUp: scale.warmUp / 2,
      seconds: scale.seconds,
      requests: { method: 'POST', path: '/workspaces/hot/rooms/1/messages', token, body: MESSAGE },
    },
    generator,
  )
  return perSecond
}

function figures(delays: readonly number[], posts: (setting: Setting) => number[]): Figure[] {
  return delays.flatMap((delay) => {
    const of = (durability: Setting['durability'], shared: boolean) =>
      posts({ durability, shared, delay })
    const at = delay === 0 ? '' : `, ${delay} ms per sync`
    const slowest = delay === Math.max(...delays) && delay > 0
    return [
      figure(`normal, shared${at}`, '1/s', of('normal', true)),
      figure(`normal, one commit each${at}`, '1/s', of('normal', false)),
      figure(`full, shared${at}`, '1/s', of('full', true)),
      figure(`full, one commit each${at}`, '1/s', of('full', false)),
      figure(
        `normal: shared / one each${at}`,
        '×',
        ratios(of('normal', true), of('normal', false)),
        delay === 0 ? { target: { atLeast: 2 } } : {},
      ),
      figure(
        `shared: full / normal${at}`,
        '×',
        ratios(of('full', true), of('normal', true)),
        delay === 0 ? { target: { atLeast: 0.7 } } : {},
      ),
      figure(
        `full: shared / one each${at}`,
        '×',
        ratios(of('full', true), of('full', false)),
        slowest ? { target: { atLeast: 5 } } : {},
      ),
    ]
  })
}

function key({ durability, shared, delay }: Setting): string {
  return `${durability}, ${shared ? 'shared' : 'one commit each'}, ${delay} ms`
}

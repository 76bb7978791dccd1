import { type BenchTeam, createTeams } from '../data/teams.ts'
import { beside, type Figure, figure } from '../figure.ts'
import type { Following, FollowingResult } from '../load/followers.ts'
import type { Bench, Part } from '../part.ts'
import { measureApart } from '../processes/child.ts'
import { type BenchServer, startConclave } from '../processes/server.ts'

/** How soon and how often others are told of what is posted. */
export const live: Part = {
  name: 'live',
  title: 'Event stream: sockets in many workspaces, and many sockets in one room',
  run,
}

/** Posts under way at once, where it is about the most that is possible. */
const POSTERS = 16

/** What a server did for those who followed. */
type Told = FollowingResult & { readonly perSecond: number }

async function run(bench: Bench): Promise<Figure[]> {
  const { scale } = bench
  const { workspaces, people, crowd } = scale.live
  const slugs = Array.from({ length: workspaces }, (_, number) => `team-${number}`)
  const sizes = Object.fromEntries([...slugs.map((slug) => [slug, people]), ['crowd', crowd]])
  bench.say(`making ${workspaces} workspaces`)
  const dataDir = bench.directory('data')
  const teams = await createTeams(dataDir, sizes)
  const many = teams.filter(({ slug }) => slug !== 'crowd')
  const one = teams.filter(({ slug }) => slug === 'crowd')
  await using server = await startConclave(dataDir)
  const told: Record<'calm' | 'full' | 'room' | 'roomFull', Told[]> = {
    ...{ calm: [], full: [], room: [], roomFull: [] },
  }
  for (let round = 1; round <= scale.rounds; round += 1) {
    bench.say(`round ${round} of ${scale.rounds}`)
    told.calm.push(await follow(bench, server, many, scale.live.perSecond))
    told.full.push(await follow(bench, server, many))
    told.room.push(await follow(bench, server, one, scale.live.crowdPerSecond))
    told.roomFull.push(await follow(bench, server, one))
  }
  const sockets = workspaces * people
  const { perSecond, crowdPerSecond } = scale.live
  return [
    ...figures(`${sockets} sockets, ${perSecond} posts/s`, told.calm),
    ...figures(`${sockets} sockets, ${POSTERS} posters`, told.full),
    ...figures(`one room of ${crowd}, ${crowdPerSecond} posts/s`, told.room),
    ...figures(`one room of ${crowd}, ${POSTERS} posters`, told.roomFull),
    figure(
      `${sockets} sockets until all follow`,
      's',
      told.calm.map(({ connecting }) => connecting),
    ),
  ]
}

async function follow(
  { scale }: Bench,
  server: BenchServer,
  teams: readonly BenchTeam[],
  perSecond?: number,
): Promise<Told> {
  const { seconds, warmUp } = scale
  const load: Following = {
    ...{ port: server.port, teams, perSecond, posters: POSTERS },
    ...{ warmUp: warmUp / 2, seconds: seconds * 2 },
  }
  const followers = new URL('../load/followers.ts', import.meta.url)
  const result = await measureApart<FollowingResult>(followers, load)
  return { ...result, perSecond: result.deliveries / result.seconds }
}

function figures(name: string, rounds: readonly Told[]): Figure[] {
  const of = (key: 'perSecond' | 'p50' | 'p99' | 'lastP99') => rounds.map((told) => told[key])
  return [
    figure(`${name}: deliveries`, '1/s', of('perSecond'), {
      beside: [beside('p50', 'ms', of('p50')), beside('p99', 'ms', of('p99'))],
    }),
    figure(`${name}: until the last socket, p99`, 'ms', of('lastP99')),
  ]
}

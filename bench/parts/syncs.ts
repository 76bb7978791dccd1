import { createFleet } from '../data/fleet.ts'
import { beside, type Figure, figure, ratios } from '../figure.ts'
import type { SyncCost, SyncsInput, Way } from '../measures/syncs.ts'
import type { Bench, Part } from '../part.ts'
import { measureApart } from '../processes/child.ts'
import { compileSlowSync, slowed } from '../processes/slow-sync.ts'

/** DURABILITY=full over many workspaces: what makes their commits durable with the least work. */
export const syncs: Part = {
  name: 'syncs',
  title: 'Commits in many workspaces at a time: a sync of each log, or one of the file system',
  onlyByName: true,
  run,
}

/** Milliseconds that are added to each sync, as disks in the field have them. */
const SLOW = 1

async function run(bench: Bench): Promise<Figure[]> {
  const { scale } = bench
  const { dataDir, ids } = await createFleet(bench.directory('synced'), scale.synced, {
    people: 5,
    messages: 20,
  })
  const slow = scale.delays.includes(SLOW) ? compileSlowSync(bench) : undefined
  const figures: Figure[] = []
  for (const delay of slow === undefined ? [0] : [0, SLOW]) {
    const rounds: SyncCost[][] = []
    for (let round = 1; round <= scale.rounds; round += 1) {
      bench.say(`round ${round} of ${scale.rounds}, ${delay} ms added to each sync`)
      const together = [1, 4, 16, 64].filter((many) => many <= scale.synced)
      const turns = scale.smoke ? 2 : 100
      const input: SyncsInput = { dataDir, ids, together, turns, delay }
      const file = new URL('../measures/syncs.ts', import.meta.url)
      rounds.push(await measureApart<SyncCost[]>(file, input, slowed(slow, delay)))
    }
    figures.push(...comparison(rounds, delay))
  }
  return figures
}

function comparison(rounds: readonly SyncCost[][], delay: number): Figure[] {
  const [first = []] = rounds
  const numbers = [...new Set(first.map(({ together }) => together))]
  const added = delay === 0 ? '' : `, ${delay} ms added`
  return numbers.flatMap((together) => {
    const of = (way: Way, which: 'wall' | 'cpu') =>
      rounds.flatMap((costs) =>
        costs
          .filter((one) => one.way === way && one.together === together)
          .map((one) => one[which]),
      )
    const each = figure(`${together} at a time${added}: a sync of each`, 'µs', of('each', 'wall'), {
      beside: [beside('CPU', 'µs', of('each', 'cpu'))],
    })
    if (of('one', 'wall').length === 0) return [each]
    return [
      each,
      figure('  one of the file system', 'µs', of('one', 'wall'), {
        beside: [
          beside('CPU', 'µs', of('one', 'cpu')),
          beside('of each:', '×', ratios(of('one', 'wall'), of('each', 'wall'))),
        ],
      }),
    ]
  })
}

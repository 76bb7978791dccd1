import { type Figure, figure, type Measured, median, type Unit } from '../figure.ts'
import { measureFleet, type Observations } from '../fleet-observations.ts'
import { type Growth, growthOf } from '../growth.ts'
import type { Bench, Part } from '../part.ts'

/** What operators do with all workspaces, and what the server costs, over fleets of several sizes. */
export const fleet: Part = {
  name: 'fleet',
  title: 'Fleets of several sizes: commands over all of them, starting, memory, descriptors',
  run,
}

interface Row {
  readonly name: string
  readonly key: keyof Observations
  readonly unit: Unit
  readonly growth: Growth
}

const ROWS: readonly Row[] = [
  { name: 'migrate:all, additive', key: 'migrate', unit: 's', growth: 'with the fleet' },
  { name: 'migrate:all, nothing to do', key: 'nothing', unit: 's', growth: 'with the fleet' },
  { name: 'migrate:status', key: 'status', unit: 's', growth: 'with the fleet' },
  { name: 'doctor', key: 'doctor', unit: 's', growth: 'with the fleet' },
  { name: 'doctor --integrity', key: 'integrity', unit: 's', growth: 'with the fleet' },
  { name: 'first backup', key: 'firstBackup', unit: 's', growth: 'with the fleet' },
  { name: 'backup, 1 % changed', key: 'backup', unit: 's', growth: 'with the fleet' },
  { name: 'start to first answer', key: 'start', unit: 'ms', growth: 'not' },
  { name: 'memory at rest', key: 'restMegabytes', unit: 'MB', growth: 'not' },
  { name: 'descriptors at rest', key: 'restDescriptors', unit: '', growth: 'not' },
  { name: 'create one more', key: 'create', unit: 'ms', growth: 'not' },
  { name: 'memory, the pool full', key: 'fullMegabytes', unit: 'MB', growth: 'with the fleet' },
  {
    name: 'descriptors, the pool full',
    key: 'fullDescriptors',
    unit: '',
    growth: 'with the fleet',
  },
]

async function run(bench: Bench): Promise<Figure[]> {
  const fleets: { size: number; observed: Observations }[] = []
  for (const size of bench.scale.fleets) {
    fleets.push({ size, observed: await measureFleet(bench, size) })
  }
  return ROWS.flatMap(({ name, key, unit, growth }) => {
    const points = fleets.map(({ size, observed }) => ({ size, rounds: observed[key] }))
    const perOne = growth === 'with the fleet' && unit === 's'
    return [
      ...points.map(({ size, rounds }) =>
        figure(`${name}, ${size.toLocaleString('en-US')}`, unit, rounds, {
          beside: perOne ? [each(size, rounds)] : [],
        }),
      ),
      ...growthOf(points, growth),
    ]
  })
}

function each(size: number, rounds: readonly number[]): Measured {
  return { name: 'each', unit: 'ms', value: (median(rounds) / size) * 1e3 }
}

import { beside, type Figure, figure, type Unit } from '../figure.ts'
import { measureFleet, type Observations } from '../fleet-observations.ts'
import { exponentOf, type Growth, growthOf, type Point } from '../growth.ts'
import type { Bench, Part } from '../part.ts'

/** What operators do with all workspaces, and what the server costs, over fleets of several sizes. */
export const fleet: Part = {
  name: 'fleet',
  title: 'Fleets of several sizes: commands over all of them, starting, memory, descriptors',
  onlyByName: true,
  run,
}

const COMMANDS: Readonly<Record<keyof Observations['commands'], string>> = {
  migrate: 'migrate:all, additive',
  nothing: 'migrate:all, nothing to do',
  status: 'migrate:status',
  doctor: 'doctor',
  integrity: 'doctor --integrity',
  firstBackup: 'first backup',
  backup: 'backup, 1 % changed',
}

interface Row {
  readonly name: string
  readonly key: keyof Observations['serving']
  readonly unit: Unit
  readonly growth: Growth
}

const SERVING: readonly Row[] = [
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

interface Observed {
  readonly size: number
  readonly observed: Observations
}

async function run(bench: Bench): Promise<Figure[]> {
  const fleets: Observed[] = []
  for (const size of bench.scale.fleets) {
    fleets.push({ size, observed: await measureFleet(bench, size) })
  }
  const commands = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[]
  return [
    ...commands.flatMap((key) => ofCommand(key, fleets)),
    ...SERVING.flatMap((row) => ofServer(row, fleets)),
  ]
}

function ofCommand(key: keyof typeof COMMANDS, fleets: readonly Observed[]): Figure[] {
  const points = (of: 'seconds' | 'cpu') =>
    fleets.map(({ size, observed }): Point => {
      return { size, rounds: observed.commands[key].map((times) => times[of]) }
    })
  const cpu = points('cpu')
  const inCpu = exponentOf(cpu)
  return [
    ...points('seconds').map(({ size, rounds }, i) =>
      figure(named(COMMANDS[key], size), 's', rounds, {
        beside: [
          beside(
            'each',
            'ms',
            rounds.map((seconds) => (seconds / size) * 1_000),
          ),
          beside('CPU', 's', cpu[i]?.rounds ?? []),
        ],
      }),
    ),
    ...growthOf(points('seconds'), 'with the fleet', [
      ...(inCpu === undefined ? [] : [beside('its CPU', '', [inCpu])]),
    ]),
  ]
}

function ofServer({ name, key, unit, growth }: Row, fleets: readonly Observed[]): Figure[] {
  const points = fleets.map(({ size, observed }) => ({ size, rounds: observed.serving[key] }))
  return [
    ...points.map(({ size, rounds }) => figure(named(name, size), unit, rounds)),
    ...growthOf(points, growth),
  ]
}

function named(name: string, size: number): string {
  return `${name}, ${size.toLocaleString('en-US')}`
}

import type { Distribution } from '../data/popularity.ts'
import { beside, type Figure, figure, type Measured, ratios } from '../figure.ts'
import type { InProcessResult } from '../measures/in-process.ts'
import type { CandidateName } from './candidates.ts'
import type { Results } from './results.ts'
import { TITLES, type Workload } from './workloads.ts'

const SPREAD: Readonly<Record<Distribution, string>> = {
  one: 'one hot workspace',
  uniform: 'uniform',
  zipf: 'Zipf',
}

/** How many times the rate of PostgreSQL with row-level security is aimed at. */
const AIMS: Partial<Readonly<Record<Workload, number>>> = { get: 3, last50: 1.5 }

/** A candidate a row: rate and CPU, and how many times either is that of Conclave in the same round. */
export function comparison(
  { heat: { workload, distribution }, rounds, first }: Results,
  durability: 'normal' | 'full',
  delay: number,
): Figure[] {
  const writes = workload === 'post' || workload === 'mixed'
  const title = [
    TITLES[workload],
    SPREAD[distribution],
    ...(writes ? [durability] : []),
    ...(delay > 0 ? [`${delay} ms per sync`] : []),
  ].join(', ')
  const rate = (name: CandidateName | 'hello-world') => of(rounds, name, 'perSecond')
  const cpu = (name: CandidateName | 'hello-world') => of(rounds, name, 'cpu')
  const ours = workload === 'check' ? 'Kysely in place of the models' : 'Conclave'
  return [...rounds.keys()].flatMap((name): Figure[] => {
    const label = name === ours ? `${title}: Conclave` : `  ${name}`
    const row = figure(label, '1/s', rate(name), {
      beside: [
        beside('CPU', 'µs', cpu(name)),
        beside('p99', 'ms', of(rounds, name, 'p99')),
        ...(name === ours
          ? []
          : [
              beside('Conclave', '×', ratios(rate(ours), rate(name))),
              beside('its CPU', '×', ratios(cpu(ours), cpu(name))),
            ]),
        ...(writes && distribution === 'uniform' ? firstOf(first, name) : []),
      ],
    })
    if (name !== 'PostgreSQL with RLS') return [row]
    return [
      row,
      figure('  Conclave / PostgreSQL with RLS', '×', ratios(rate(ours), rate(name)), {
        target: { atLeast: AIMS[workload] ?? 1 },
      }),
      figure('  the same: CPU', '×', ratios(cpu(ours), cpu(name)), { target: { atMost: 0.5 } }),
    ]
  })
}

/** What HTTP, finding out who asks and the public shape add to the statements of a workload. */
export function againstProcess(
  { heat: { workload, distribution }, rounds }: Results,
  apart: readonly InProcessResult[],
): Figure[] {
  if (distribution !== 'uniform') return []
  const costs = apart.flatMap((result) => result[workload] ?? [])
  if (costs.length === 0) return []
  return [
    figure('  the same SQL in process, without HTTP: CPU', 'µs', costs, {
      beside: [beside('Conclave', '×', ratios(of(rounds, 'Conclave', 'cpu'), costs))],
    }),
  ]
}

function firstOf(first: Results['first'], name: CandidateName | 'hello-world'): Measured[] {
  const rate = name === 'hello-world' ? undefined : first.get(name)
  return rate === undefined ? [] : [beside('first of each', '1/s', [rate])]
}

function of(
  rounds: Results['rounds'],
  name: CandidateName | 'hello-world',
  what: 'perSecond' | 'cpu' | 'p99',
): number[] {
  return (rounds.get(name) ?? []).map((one) => one[what])
}

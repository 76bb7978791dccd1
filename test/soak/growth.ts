import { median } from './figures.ts'
import type { Sample } from './sample.ts'

/**
 * What has to stay flat: so much more than earlier is noise, more is growth. The slowest requests
 * may also be as late as the load itself is, for which the machine's other users are to blame.
 */
const BOUNDS = {
  residentBytes: { factor: 1.2, slack: 32 * 2 ** 20 },
  descriptors: { factor: 1.05, slack: 20 },
  walBytes: { factor: 1.5, slack: 8 * 2 ** 20 },
  largestWalBytes: { factor: 1.5, slack: 2 ** 20 },
  authWalBytes: { factor: 1.5, slack: 2 ** 20 },
  requestP50: { factor: 2, slack: 1 },
  requestP99: { factor: 2, slack: 10 },
  eventP50: { factor: 2, slack: 2 },
  eventP99: { factor: 2, slack: 20 },
  cpuPerRequest: { factor: 1.3, slack: 50 },
} as const

export type Bounded = keyof typeof BOUNDS

type Medians = Record<Bounded | 'lateP99', { readonly early: number; readonly late: number }>

/** Medians of the second fifth, when everything is warm, and of the last one. */
export function earlyAndLate(samples: readonly Sample[]): Medians {
  const fifth = Math.floor(samples.length / 5)
  const [early, late] = [samples.slice(fifth, 2 * fifth), samples.slice(-fifth)]
  const names = [...(Object.keys(BOUNDS) as Bounded[]), 'lateP99'] as const
  const of = (part: readonly Sample[], name: keyof Medians) =>
    Math.round(median(part.map((one) => one[name])))
  return Object.fromEntries(
    names.map((name) => [name, { early: of(early, name), late: of(late, name) }]),
  ) as Medians
}

/** What has grown, in words; empty when all stayed flat. */
export function growth(samples: readonly Sample[]): string[] {
  const medians = earlyAndLate(samples)
  return (Object.keys(BOUNDS) as Bounded[]).flatMap((name) => {
    const { factor, slack } = BOUNDS[name]
    const { early, late } = medians[name]
    const others = name.endsWith('P99') ? medians.lateP99.late : 0
    return late > early * factor + slack + others ? [`${name} grew from ${early} to ${late}`] : []
  })
}

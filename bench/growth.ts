import { type Figure, figure, type Measured, median, type Target } from './figure.ts'

/** How a figure may grow: with the number of workspaces, or not at all. */
export type Growth = 'with the fleet' | 'not'

/** What was measured over one fleet. */
export interface Point {
  readonly size: number
  readonly rounds: readonly number[]
}

/** Exponents, with some room for noise. */
const BOUNDS: Readonly<Record<Growth, Target>> = {
  'with the fleet': { atMost: 1.1 },
  not: { atMost: 0.15 },
}

/**
 * The exponent by which a figure grows with the size, between the two largest
 * fleets: 0 is constant, 1 linear, 2 the square. The smaller ones say more of
 * what a command costs at all.
 *
 * @returns undefined where there is one fleet only
 */
export function exponentOf(points: readonly Point[]): number | undefined {
  const [smaller, larger] = points.slice(-2)
  if (!smaller || !larger) return undefined
  const times = median(larger.rounds) / median(smaller.rounds)
  return Math.log(times) / Math.log(larger.size / smaller.size)
}

/** {@link exponentOf} as a figure; none where there is one fleet only. */
export function growthOf(
  points: readonly Point[],
  growth: Growth,
  beside: readonly Measured[] = [],
): Figure[] {
  const exponent = exponentOf(points)
  if (exponent === undefined) return []
  const target = BOUNDS[growth]
  return [figure('  grows as size to the power of', '', [exponent], { target, beside })]
}

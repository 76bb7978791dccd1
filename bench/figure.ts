export type Unit = '1/s' | 'µs' | 'ms' | 's' | 'KB' | 'MB' | '×' | '%' | ''

/** What the project asks of a figure. */
export type Target = { readonly atLeast: number } | { readonly atMost: number }

/** One number that a part has measured. */
export interface Figure {
  readonly name: string
  /** The median where there were several rounds. */
  readonly value: number
  readonly unit: Unit
  /** Lowest and highest round; absent where there was one. */
  readonly range?: readonly [number, number] | undefined
  readonly target?: Target | undefined
  /** What belongs to it and has no target. */
  readonly beside?: readonly Measured[] | undefined
}

export interface Measured {
  readonly name: string
  readonly value: number
  readonly unit: Unit
}

/** What one part says: its figures, and in words what could not be measured and why. */
export interface PartReport {
  readonly part: string
  readonly title: string
  readonly figures: readonly Figure[]
  readonly remarks: readonly string[]
  readonly seconds: number
}

/** A figure of several rounds. */
export function figure(
  name: string,
  unit: Unit,
  rounds: readonly number[],
  { target, beside }: Pick<Figure, 'target' | 'beside'> = {},
): Figure {
  const sorted = [...rounds].sort((a, b) => a - b)
  const first = sorted[0]
  const last = sorted.at(-1)
  if (first === undefined || last === undefined) throw new Error(`${name}: nothing was measured`)
  return {
    name,
    unit,
    value: median(sorted),
    range: sorted.length > 1 ? [first, last] : undefined,
    target,
    beside,
  }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** @param q from 0 to 1 */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort()
  const position = (sorted.length - 1) * q
  const below = sorted[Math.floor(position)] ?? Number.NaN
  const above = sorted[Math.ceil(position)] ?? Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}

/** For {@link Figure.beside}. */
export function beside(name: string, unit: Unit, rounds: readonly number[]): Measured {
  return { name, unit, value: median(rounds) }
}

/** Divides round by round: what disturbed a whole round disturbed both. */
export function ratios(values: readonly number[], bases: readonly number[]): number[] {
  return values.map((value, i) => value / (bases[i] ?? Number.NaN))
}

/** `met`, or by how much it was missed; empty without a target. */
export function verdict({ value, target }: Figure): string {
  if (target === undefined) return ''
  if ('atLeast' in target) {
    if (value >= target.atLeast) return 'met'
    return `missed by ${percent(1 - value / target.atLeast)}`
  }
  if (value <= target.atMost) return 'met'
  return `missed by ${percent(value / target.atMost - 1)}`
}

function percent(part: number): string {
  return `${Math.max(1, Math.round(part * 100))} %`
}

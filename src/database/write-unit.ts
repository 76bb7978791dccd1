/** A piece of work that waits for its commit. */
export interface Unit {
  readonly work: () => unknown
  /** Throws when the caller's rights have gone while the unit waited. */
  readonly recheck: (() => void) | undefined
  readonly deadline: number
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  /** Runs in a transaction of its own: a batch with it lost its transaction. */
  alone: boolean
  /** Runs with savepoints: something in its batch had to be undone, without which the rest can stay. */
  careful: boolean
  /** It is not run in the turn in which it came: rights are to be checked again. */
  waited: boolean
}

/** A unit's work has ended, well or not; it is told so after the COMMIT. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown }

/** Tells whoever waits how their units have ended. */
export function settle(batch: readonly Unit[], outcomes: readonly Outcome[]): void {
  batch.forEach((unit, index) => {
    const outcome = outcomes[index] as Outcome
    if ('error' in outcome) unit.reject(outcome.error)
    else unit.resolve(outcome.value)
  })
}

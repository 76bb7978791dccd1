import type { Config } from '../../src/config.ts'
import { askForGlance } from '../../src/control/ask-for-glance.ts'
import type { ServerGlance } from '../../src/control/glance.ts'
import { assertDataDirectory } from '../open-registry.ts'
import { type Census, takeCensus } from './census.ts'
import { type Rates, ratesBetween } from './rates.ts'

/** Everything that `top` shows. */
export interface Look {
  readonly time: string
  readonly server: ServerGlance
  readonly rates: Rates
  readonly fleet: Census
}

/** Milliseconds for which a census is good enough. */
const CENSUS_EVERY = 10_000

/**
 * Looks again and again. Rates are of the time between two looks.
 *
 * @returns one look; the first one takes a second
 */
export function looking(config: Config): () => Promise<Look> {
  let before: ServerGlance | undefined
  let fleet: Census | undefined
  let counted = 0
  return async () => {
    if (!before) {
      assertDataDirectory(config)
      before = await askForGlance(config)
      await Bun.sleep(1_000)
    }
    const server = await askForGlance(config)
    if (!fleet || performance.now() - counted > CENSUS_EVERY) {
      fleet = await takeCensus(config)
      counted = performance.now()
    }
    const rates = ratesBetween(before, server)
    before = server
    return { time: new Date().toISOString(), server, rates, fleet }
  }
}

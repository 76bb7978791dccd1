import { type Environment, wholeNumber } from './environment.ts'

export interface DrainConfig {
  /** How long a server that is asked to stop goes on serving, so that proxies notice; milliseconds. */
  readonly drainNotice: number
  /** How long requests may then go on before they are cut off; milliseconds. */
  readonly drainPatience: number
}

/** How a server stops. */
export function drain(env: Environment): DrainConfig {
  return {
    drainNotice: 1_000 * wholeNumber(env, 'DRAIN_NOTICE_SECONDS', 0, 60, 0),
    drainPatience: 1_000 * wholeNumber(env, 'DRAIN_SECONDS', 5, 600),
  }
}

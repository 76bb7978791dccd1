import type { LoggerInstance } from '@auth/core/types'
import type { Logger } from '../../log.ts'

/** What anybody can bring about by what they send, or by thinking better of it: no alarm. */
const EVERYDAY: ReadonlySet<string> = new Set([
  'AccessDenied',
  'InvalidCheck',
  'OAuthAccountNotLinked',
  'OAuthCallbackError',
  'UnknownAction',
  'Verification',
])

/**
 * What a provider answers to a code that is not good, and what oauth4webapi finds
 * wrong with an attempt. It may be tampering, or a client secret that has changed.
 */
const REFUSED: ReadonlySet<string> = new Set([
  'AuthorizationResponseError',
  'OperationProcessingError',
  'ResponseBodyError',
])

/**
 * What Auth.js has to say, in the log of the server. Names and messages only:
 * what it keeps as details holds codes and tokens of the attempt.
 */
export function authLogger(log: Logger): Partial<LoggerInstance> {
  return {
    error(error: Error) {
      const type = 'type' in error ? String(error.type) : error.name
      const cause = causeOf(error)
      const why = cause === undefined ? {} : { cause: `${cause.name}: ${cause.message}` }
      if (EVERYDAY.has(type)) log.info({ type, ...why }, 'not signed in')
      else if (REFUSED.has(cause?.name ?? '')) log.warn({ type, ...why }, 'not signed in')
      else log.error({ type, ...why }, 'signing in failed')
    },
    warn(code) {
      log.debug({ code }, 'Auth.js warns')
    },
    debug() {
      // It would print what is secret: states, verifiers, tokens.
    },
  }
}

function causeOf({ cause }: Error): Error | undefined {
  const inner = Object(cause).err ?? cause
  return inner instanceof Error ? inner : undefined
}

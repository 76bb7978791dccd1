import { Elysia } from 'elysia'
import { ServerFigures } from '../figures/server-figures.ts'
import type { Logger } from '../log.ts'
import { internal, toResponse } from '../problem.ts'
import { failure, type ProblemFor } from './failure.ts'
import { finisher } from './finish.ts'
import { securityHeaders } from './security-headers.ts'
import { startTiming, timing } from './timing.ts'

/** Of Bun's sockets. What a client may send in one frame, of signalling too, is far less than 16 KB. */
const WEBSOCKET = {
  maxPayloadLength: 16 * 1_024,
  // We count what waits ourselves, and close: 0 never drops a frame in silence.
  backpressureLimit: 0,
  // Our heartbeats find out earlier; this is for what is half closed. Seconds.
  idleTimeout: 120,
  sendPings: false,
} as const

interface RootOptions {
  readonly logger: Logger
  /** How errors of lower layers are answered. What it does not know is a 500. */
  readonly problemFor?: ProblemFor
  /** Whether browsers come over https. */
  readonly secure?: boolean
  /** Where every answer is counted. */
  readonly figures?: ServerFigures
}

/**
 * The Elysia instance that every route is registered on, and that listens.
 *
 * It brings what all answers share: an id, security headers, problems. Hooks of
 * Elysia hold for routes that are registered after them, so this comes first.
 * Routes return plain objects, and throw a Problem for anything else.
 */
export function root({
  logger,
  problemFor = () => undefined,
  secure = false,
  figures = new ServerFigures(),
}: RootOptions) {
  const headers = securityHeaders(secure)
  const note = timing(figures)
  const { finish, complete } = finisher(headers, note)
  const app = new Elysia({
    // Unknown fields of a request are refused by the schemas, not dropped in silence.
    normalize: false,
    // Otherwise a host of one letter would shift the path that 404 and HEAD look at.
    handler: { standardHostname: false },
    websocket: WEBSOCKET,
    serve: {
      // Bun would answer 413 without a body; ours counts for itself, and Bun does not read ahead.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      development: false,
      // Elysia turns it on, and then a second server on the same port takes half of the requests.
      reusePort: false,
      // Reached only by what is thrown outside of a route, where Elysia catches nothing.
      error: (error: unknown) => {
        const requestId = crypto.randomUUID()
        logger.error({ err: error, request_id: requestId }, 'request failed outside of a route')
        const response = toResponse(internal(error), { instance: '/', requestId })
        response.headers.set('x-request-id', requestId)
        for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
        return response
      },
    },
  })
  const fail = failure({ logger, problemFor, complete, note, routes: () => app.routes })
  return app.onTransform(startTiming).mapResponse(finish).onError(fail)
}

import { setTimeout as pause } from 'node:timers/promises'
import { type Context, NotFoundError, ParseError, ValidationError } from 'elysia'
import type { Logger } from '../log.ts'
import {
  badRequest,
  internal,
  methodNotAllowed,
  notFound,
  Problem,
  toResponse,
} from '../problem.ts'
import type { Finisher } from './finish.ts'
import { requestId } from './request-id.ts'
import { methodsOf, type Route, routesOf } from './route-table.ts'
import type { NoteAnswer, Timed } from './timing.ts'
import { validationProblem } from './validation.ts'

/** Maps errors of lower layers, such as the database's; undefined for one that it does not know. */
export type ProblemFor = (error: unknown) => Problem | undefined

interface FailureOptions {
  readonly logger: Logger
  readonly problemFor: ProblemFor
  readonly complete: Finisher['complete']
  readonly note: NoteAnswer
  /** Every route of the app, asked for once it is complete. */
  readonly routes: () => readonly Route[]
}

interface Failed extends Timed {
  readonly error: unknown
  readonly set: Context['set']
}

/**
 * The one onError hook: whatever was thrown becomes a problem, and what is our
 * fault is logged with its stack under the id that the caller is told.
 */
export function failure({ logger, problemFor, complete, note, routes }: FailureOptions) {
  const alarms = new Alarms()
  return function fail({
    error,
    request,
    set,
    route,
    access,
    startedAt,
  }: Failed): Response | Promise<Response> {
    const path = pathOf(request)
    const id = requestId(request, set)
    const problem = problemOf(error) ?? problemFor(error) ?? internal(error)
    if (problem.status === 500 || alarms.isDue(problem)) {
      // As metrics name it: a slash at the end makes no other route.
      const pattern = routesOf(path, routes())[0]?.path.replace(/(?<=.)\/$/, '')
      const where = { request_id: id, method: request.method, route: pattern, tenant: access?.id }
      const err = problem.cause ?? error
      if (problem.code !== 'newer_schema') logger.error({ err, ...where }, 'request failed')
      else logger.warn({ reason: problem.message, ...where }, 'a newer version is needed')
    }
    const response = toResponse(problem, { instance: path, requestId: id })
    for (const name of representation) delete set.headers[name]
    complete(response, request, set)
    response.headers.set('x-request-id', id)
    note({ request, route, access, startedAt }, response.status)
    return 'retry-after' in problem.headers ? pause(HESITATION, response) : response

    function problemOf(thrown: unknown): Problem | undefined {
      if (thrown instanceof Problem) return thrown
      if (thrown instanceof ValidationError) return validationProblem(thrown)
      if (thrown instanceof ParseError) {
        // Elysia wraps whatever a parser throws. What is not ours is a broken connection.
        return (
          problemOf(thrown.cause) ?? badRequest('unreadable_body', 'The body could not be read.')
        )
      }
      if (thrown instanceof NotFoundError) {
        const methods = methodsOf(routesOf(path, routes()))
        return methods.length === 0 ? notFound('route') : methodNotAllowed(methods)
      }
      return undefined
    }
  }
}

/**
 * Until somebody is told to come again later, milliseconds. Who comes at once all the same costs
 * the others one answer in that time for each connection, and not all that a core can make.
 */
const HESITATION = 250

/** Headers that speak of the answer that did not come. Others (RateLimit) hold for the error too. */
const representation = [
  'etag',
  'last-modified',
  'location',
  'content-type',
  'content-disposition',
  'cache-control',
] as const

/** The path as it was sent, still encoded, but for what may hold a secret: that and the query. */
function pathOf(request: Request): string {
  const { url } = request
  // Bun leaves the origin out when the Host header is none.
  const start = url.startsWith('/') ? 0 : url.indexOf('/', url.indexOf('//') + 2)
  const end = url.indexOf('?', start)
  return (end === -1 ? url.slice(start) : url.slice(start, end)).replace(SECRET, ':secret')
}

/** The secret of an invitation is part of its path. */
const SECRET = /\bcn[a-z]_[\w-]{20,}/g

/** An alarm of one kind is logged once in so many milliseconds. */
const ALARM_EVERY = 1_000
/** No failure, but how it is while newer code takes over: it stays so until this one is replaced. */
const NEWER_SCHEMA_EVERY = 60_000

/**
 * Which problems an operator has to be told of although they are answered
 * properly: those that keep their cause, but not at each of a flood of requests.
 */
class Alarms {
  readonly #last = new Map<string, number>()

  isDue({ status, code, cause }: Problem): boolean {
    if (status < 500 || cause === undefined) return false
    const now = performance.now()
    const every = code === 'newer_schema' ? NEWER_SCHEMA_EVERY : ALARM_EVERY
    if (now - (this.#last.get(code) ?? Number.NEGATIVE_INFINITY) < every) return false
    this.#last.set(code, now)
    return true
  }
}

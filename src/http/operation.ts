import type { TSchema } from '@sinclair/typebox'
import type { DocumentDecoration } from 'elysia'

/** One good answer of an operation. */
interface Answer {
  readonly description: string
  /** By media type; undefined where it is bytes. */
  readonly content: Readonly<Record<string, TSchema | undefined>>
  readonly headers: Readonly<Record<string, string>>
}

interface OperationOptions {
  /** camelCase, unique; generated clients call their method by it. */
  readonly id: string
  readonly tag: string
  /** A line that begins with a verb. */
  readonly summary: string
  readonly description?: string
  /** By status. A text alone is an answer without a body. */
  readonly answers: Readonly<Record<number, Answer | string>>
  /**
   * Statuses of problems that do not follow from the shape of the route. Those
   * that do are added by the documentation: 401 and 429 unless public, 403 for what
   * changes something, 404 with a path parameter, 422 with a query, 400, 413, 415 and 422 with a body, 308, 423 and
   * 503 inside a workspace, and 500.
   */
  readonly problems?: readonly ProblemStatus[]
  /** `public` needs no credentials. */
  readonly access?: 'caller' | 'public'
  /**
   * Headers that a request may carry, by name with what they say. If-Match and If-None-Match
   * follow from the answers: 412 and 304.
   */
  readonly requestHeaders?: Readonly<Record<string, string>>
  /** Whether the request may come without its body. The plugin that reads the routes cannot tell. */
  readonly optionalBody?: boolean
  /** Whether its body is bytes of any kind, which no schema describes. */
  readonly rawBody?: boolean
}

export type ProblemStatus =
  | 400
  | 401
  | 403
  | 404
  | 409
  | 412
  | 416
  | 422
  | 423
  | 426
  | 429
  | 503
  | 507

/**
 * The documentation of one route, for its `detail`.
 *
 * Answers are declared here and not under `response`, so that Elysia does not
 * validate them on each request: the tests check real answers against the
 * document instead, and the handler's types come from what it returns.
 */
export function operation(options: OperationOptions): DocumentDecoration {
  const { id, tag, summary, description, answers, problems = [], access = 'caller' } = options
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: access === 'public' ? [] : [{ bearer: [] }, { cookie: [] }],
    ...(options.requestHeaders === undefined
      ? {}
      : { 'x-request-headers': options.requestHeaders }),
    ...(options.rawBody === true ? { 'x-raw-body': true } : {}),
    ...(options.optionalBody === true ? { 'x-optional-body': true } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, one]) => [status, response(one)]),
      ),
      ...Object.fromEntries(problems.map((status) => [status, problemResponse(status)])),
    },
  }
}

/** An answer with a JSON body, and the headers that it carries, by name with what they say. */
export function answer(
  description: string,
  schema: TSchema,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { description, content: { 'application/json': schema }, headers }
}

/** An answer that is a file, in one of these media types. */
export function bytes(
  description: string,
  mediaTypes: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    description,
    content: Object.fromEntries(mediaTypes.map((type) => [type, undefined])),
    headers,
  }
}

/** An answer that is a stream of server-sent events, each of which has this as its data. */
export function eventStream(description: string, schema: TSchema): Answer {
  return { description, content: { 'text/event-stream': schema }, headers: {} }
}

/** The component that documents every problem of one status. */
export function problemResponse(status: number): { $ref: string } {
  return { $ref: `#/components/responses/Problem${status}` }
}

type Responses = NonNullable<DocumentDecoration['responses']>

function response(answer: Answer | string): Responses[string] {
  if (typeof answer === 'string') return { description: answer }
  const { description, content, headers } = answer
  const described = Object.entries(headers).map(([name, text]) => [
    name,
    { description: text, schema: { type: 'string' } },
  ])
  return {
    description,
    ...(described.length === 0 ? {} : { headers: Object.fromEntries(described) }),
    content: Object.fromEntries(
      Object.entries(content).map(([type, schema]) => [type, schema ? { schema } : {}]),
    ),
  }
}

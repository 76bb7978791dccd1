import type { ProblemCode } from './problem-codes.ts'

/**
 * The one error type that becomes an application/problem+json answer (RFC 9457).
 *
 * `type` is `/problems/<code>`: stable, relative to this server, and the same
 * text as `code` so that a client needs to compare only one word. about:blank
 * would say that the status alone tells everything, which is not true of most of
 * these. A type that is registered elsewhere (429) replaces it.
 */
export interface ProblemOptions {
  readonly status: number
  readonly code: ProblemCode
  /** What happened this time, for a person. Never holds input, secrets or thrown messages. */
  readonly detail?: string
  readonly errors?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
  readonly type?: string
}

/**
 * One rule that the input broke. `pointer` is a JSON pointer (RFC 6901) into the
 * body, such as `/content`, with `''` for the whole of it; `?limit` names a
 * query parameter.
 */
export interface FieldError {
  readonly pointer: string
  readonly detail: string
}

export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly code: ProblemCode
  readonly title: string
  readonly type: string
  readonly detail: string | undefined
  readonly errors: readonly FieldError[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(options: ProblemOptions, cause?: ErrorOptions) {
    super(options.detail ?? titleOf(options.code), cause)
    this.status = options.status
    this.code = options.code
    this.title = titleOf(options.code)
    this.type = options.type ?? `/problems/${options.code}`
    this.detail = options.detail
    this.errors = options.errors
    this.headers = options.headers ?? {}
  }
}

/** RFC 9457 section 3.1.3: the title is the same for every occurrence, so it comes from the code. */
function titleOf(code: string): string {
  if (code === 'internal') return 'Internal server error'
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** 308: the same request, with the same method, belongs to another path. */
export function movedPermanently(location: string): Problem {
  return new Problem({
    status: 308,
    code: 'workspace_renamed',
    detail: 'The workspace has another slug now. Its id never changes.',
    headers: { location },
  })
}

/** 400: the request cannot be understood at all. */
export function badRequest(code: ProblemCode, detail: string): Problem {
  return new Problem({ status: 400, code, detail })
}

/** 401: no credentials, or ones that are not valid (any more). */
export function unauthorized(detail = 'This needs a valid session or API token.'): Problem {
  return new Problem({
    status: 401,
    code: 'unauthorized',
    detail,
    // RFC 9110 section 11.6.1: a 401 names the scheme.
    headers: { 'www-authenticate': 'Bearer realm="conclave"' },
  })
}

/** 401: a token was sent, but it is not (or no longer) one of ours (RFC 6750 section 3.1). */
export function invalidToken(): Problem {
  return new Problem({
    status: 401,
    code: 'invalid_token',
    detail: 'The token is malformed, unknown, expired or revoked.',
    headers: { 'www-authenticate': 'Bearer realm="conclave", error="invalid_token"' },
  })
}

/** 403: a member who may know that it exists, but may not do this. */
export function forbidden(detail: string, code: ProblemCode = 'forbidden'): Problem {
  return new Problem({ status: 403, code, detail })
}

/** What there can be none of. */
export type Missing = WhatIsMissing<ProblemCode>
type WhatIsMissing<Code> = Code extends `${infer What}_not_found` ? What : never

/**
 * 404: there is none, or the caller may not know that there is. One answer for
 * both, so that nobody can probe for names.
 *
 * @param what one word, such as `room`
 */
export function notFound(what: Missing): Problem {
  return new Problem({
    status: 404,
    code: `${what}_not_found`,
    detail: `There is no such ${what.replaceAll('_', ' ')}, or you cannot see it.`,
  })
}

/** 405. @param allow the methods that this path does have */
export function methodNotAllowed(allow: readonly string[]): Problem {
  const list = allow.join(', ')
  return new Problem({
    status: 405,
    code: 'method_not_allowed',
    detail: `This path allows ${list}.`,
    headers: { allow: list },
  })
}

/** 409: the state of the resource forbids it. */
export function conflict(code: ProblemCode, detail: string): Problem {
  return new Problem({ status: 409, code, detail })
}

/** 412: the resource changed since the ETag in If-Match. */
export function preconditionFailed(): Problem {
  return new Problem({
    status: 412,
    code: 'precondition_failed',
    detail: 'It has changed since you read it. Read it again, then decide.',
  })
}

/** 413. @param limit in bytes */
export function tooLarge(limit: number): Problem {
  return new Problem({
    status: 413,
    code: 'body_too_large',
    detail: `The body of this request may have at most ${limit} bytes.`,
  })
}

/** 415. @param accepted the media type that would have been understood */
export function unsupportedMediaType(accepted = 'application/json'): Problem {
  return new Problem({
    status: 415,
    code: 'unsupported_media_type',
    detail: `The body of this request must be ${accepted}, in UTF-8 and not compressed.`,
    // RFC 9110 section 15.5.16: say what would have been accepted.
    headers: { accept: accepted, 'accept-encoding': 'identity' },
  })
}

/** 416. @param size of the whole, in bytes */
export function rangeNotSatisfiable(size: number): Problem {
  return new Problem({
    status: 416,
    code: 'range_not_satisfiable',
    detail: `It has ${size} bytes.`,
    // RFC 9110 section 15.5.17.
    headers: { 'content-range': `bytes */${size}` },
  })
}

/** 422: understood, but it breaks a rule. */
export function unprocessable(
  errors: readonly FieldError[],
  code: ProblemCode = 'invalid_input',
): Problem {
  return new Problem({
    status: 422,
    code,
    detail: 'Some of the input breaks a rule; see errors.',
    errors,
  })
}

/** 423: the workspace takes no requests, or no writes, for now. */
export function locked(code: ProblemCode, detail: string): Problem {
  return new Problem({ status: 423, code, detail })
}

/** 426: here is nothing but a WebSocket (RFC 9110 section 15.5.22). */
export function upgradeRequired(): Problem {
  return new Problem({
    status: 426,
    code: 'upgrade_required',
    detail: 'This is a WebSocket: ask for the upgrade.',
    headers: { upgrade: 'websocket', connection: 'upgrade' },
  })
}

/** 429, with the type that IANA registered for it. */
export function tooManyRequests(
  detail: string,
  retryAfterSeconds: number,
  headers: Readonly<Record<string, string>> = {},
): Problem {
  return new Problem({
    status: 429,
    code: 'quota_exceeded',
    detail,
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
    headers: { ...headers, ...retryAfter(retryAfterSeconds) },
  })
}

/** 503: this request would have worked at another moment. */
export function unavailable(code: ProblemCode, detail: string, retryAfterSeconds: number): Problem {
  return new Problem({ status: 503, code, detail, headers: retryAfter(retryAfterSeconds) })
}

/** 507: the workspace holds as much as it may. */
export function storageQuotaExceeded(): Problem {
  return new Problem({
    status: 507,
    code: 'storage_quota_exceeded',
    detail: 'The workspace has used up its quota. Reading and deleting go on.',
  })
}

/** 507: no room left for it. */
export function insufficientStorage(detail: string): Problem {
  return new Problem({ status: 507, code: 'insufficient_storage', detail })
}

/** 500: ours. What was thrown goes to the log, never into the answer. */
export function internal(cause?: unknown): Problem {
  return new Problem(
    { status: 500, code: 'internal', detail: 'Something went wrong on our side. It was logged.' },
    { cause },
  )
}

/** RFC 9110 section 10.2.3: whole seconds. */
function retryAfter(seconds: number): Record<string, string> {
  return { 'retry-after': String(Math.max(1, Math.ceil(seconds))) }
}

export interface Occurrence {
  /** The path of the request, without its query: that may hold secrets. */
  readonly instance: string
  readonly requestId: string
}

/**
 * The answer on the wire. `application/problem+json` has no charset parameter,
 * and a problem is never worth caching.
 */
export function toResponse(problem: Problem, { instance, requestId }: Occurrence): Response {
  const { type, title, status, detail, code, errors } = problem
  // JSON.stringify leaves out what is undefined.
  const body = { type, title, status, detail, instance, code, request_id: requestId, errors }
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...problem.headers,
    },
  })
}

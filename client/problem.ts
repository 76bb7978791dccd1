import type { Problem } from './generated/types.ts'
import type { ProblemCode } from './options.ts'

/** A rule that the input broke, with a JSON pointer into the body or `?name` of a parameter. */
export type FieldError = NonNullable<Problem['errors']>[number]

/** What the server answered when it was not what was asked for (RFC 9457). */
export class ConclaveProblem<Code extends ProblemCode = ProblemCode> extends Error {
  override readonly name = 'ConclaveProblem'
  readonly status: number
  /** What to branch on; see {@link isProblem}. */
  readonly code: Code
  readonly title: string
  /** Empty unless the input broke rules. */
  readonly errors: readonly FieldError[]
  /** For whoever looks after the server. */
  readonly requestId: string
  /** When to come again, in seconds from now; null where the server does not say. */
  readonly retryAfter: number | null

  constructor(problem: Problem & { readonly code: Code }, retryAfter: number | null) {
    super(problem.detail ?? problem.title)
    this.status = problem.status
    this.code = problem.code
    this.title = problem.title
    this.errors = problem.errors ?? []
    this.requestId = problem.request_id
    this.retryAfter = retryAfter
  }
}

/**
 * Whether something that was thrown is a problem, and one with such a code if any are given.
 *
 * ```ts
 * if (isProblem(error, 'room_not_found', 'room_archived')) error.code // 'room_not_found' | 'room_archived'
 * ```
 */
export function isProblem<const Code extends ProblemCode = ProblemCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is ConclaveProblem<Code> {
  if (!(error instanceof ConclaveProblem)) return false
  return codes.length === 0 || (codes as readonly string[]).includes(error.code)
}

/** The problem that an answer is. What a proxy says in words of its own has the code `not_a_problem`. */
export async function readProblem(response: Response): Promise<ConclaveProblem> {
  const retryAfter = secondsUntil(response.headers.get('retry-after'))
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('application/problem+json')) {
    return new ConclaveProblem((await response.json()) as Problem, retryAfter)
  }
  await response.body?.cancel()
  const { status, statusText } = response
  const title = `${status} ${statusText}`.trim()
  const request_id = response.headers.get('x-request-id') ?? ''
  const code = 'not_a_problem'
  return new ConclaveProblem(
    { type: 'about:blank', title, status, instance: response.url, code, request_id },
    retryAfter,
  )
}

/** Retry-After is seconds, or a date (RFC 9110 section 10.2.3). */
function secondsUntil(header: string | null): number | null {
  if (header === null) return null
  if (/^\d+$/.test(header)) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, (at - Date.now()) / 1_000)
}

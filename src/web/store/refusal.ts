import { isProblem } from '../../../client/problem.ts'

/** Why the server will not have something, however often; null when it may have it another time. */
export function refusal(error: unknown): string | null {
  if (!isProblem(error)) return null
  const { status, message } = error
  const passing = status === 401 || status === 408 || status === 429 || status >= 500
  return passing && status !== 507 ? null : message
}

import { Problem } from '../problem.ts'

/** One line that says what to do; errors that nobody foresaw are told by their message too. */
export function explain(error: unknown): string {
  if (error instanceof Problem && error.errors) {
    return error.errors.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`).join('; ')
  }
  return error instanceof Error ? error.message : String(error)
}

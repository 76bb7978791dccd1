import type { ServerFigures } from '../figures/server-figures.ts'

/** What of a context tells how a request has gone. */
export interface Timed {
  readonly request: Request
  /** The pattern; absent where no route fits. */
  readonly route?: string | undefined
  /** Of a member to a workspace, where the route is about one. */
  readonly access?: { readonly id: string } | undefined
  /** As of `performance.now()`; absent where no route fits. */
  startedAt?: number | undefined
}

/** Counts one answer. */
export type NoteAnswer = (timed: Timed, status: number) => void

/**
 * The first hook of a route without a JSON body; where there is one, reading it comes first and sets
 * the same. Not onRequest: with such a hook Elysia takes the address of every request apart, 1 µs
 * for each. Elysia reads hooks as text: nothing is given back here.
 */
export function startTiming(context: Timed): void {
  context.startedAt ??= performance.now()
}

/** Until the head of an answer is made: what a stream sends takes as long as somebody reads it. */
export function timing({ requests, activity }: ServerFigures): NoteAnswer {
  return ({ request, route, access, startedAt }, status) => {
    const now = performance.now()
    const seconds = (now - (startedAt ?? now)) / 1_000
    requests.note(request.method, route, status, seconds)
    if (access !== undefined) activity.note(access.id, seconds, now)
  }
}

import { rememberEtag } from './etag.ts'
import { idempotencyKey } from './idempotency-key.ts'
import type { CallOptions, ConclaveOptions } from './options.ts'
import { ConclaveProblem, readProblem } from './problem.ts'
import { type Prepared, requestOf, type Values } from './request-of.ts'
import { isRepeatable, isWorthRepeating, pause, waitBefore } from './retry.ts'
import type { Route } from './route.ts'

/**
 * Carries out one operation: sends its request, again if need be, and resolves with the answer.
 *
 * @throws ConclaveProblem when the server says no, or not now, for the last time
 * @throws the reason of the signal; what `fetch` throws when nobody answers
 */
export async function send(
  client: ConclaveOptions,
  route: Route,
  input: Values,
  options: CallOptions,
): Promise<unknown> {
  const { retries = 3, longestWait = 60_000 } = client
  const prepared = requestOf(route, input, options)
  // One for all attempts: that is what it is for.
  if (route.keyed) {
    prepared.headers.set('idempotency-key', options.idempotencyKey ?? idempotencyKey())
  }
  // A stream can be read once.
  const attempts = prepared.body instanceof ReadableStream ? 0 : retries
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await attemptOnce(client, route, prepared, options)
    } catch (error) {
      if (options.signal?.aborted || attempt >= attempts) throw error
      const problem = error instanceof ConclaveProblem ? error : null
      if (!(problem === null ? isRepeatable(route) : isWorthRepeating(route, problem))) throw error
      const retryAfter = problem?.retryAfter ?? null
      const wait = waitBefore(attempt, retryAfter)
      // What chance adds does not count: limits are often windows of just as long as one waits.
      if ((retryAfter === null ? wait : retryAfter * 1_000) > longestWait) throw error
      await pause(wait, options.signal)
    }
  }
}

async function attemptOnce(
  { url = '', token, fetch = globalThis.fetch }: ConclaveOptions,
  { method, streamed }: Route,
  { target, headers, body }: Prepared,
  { signal }: CallOptions,
): Promise<unknown> {
  const secret = typeof token === 'function' ? await token() : token
  if (secret !== undefined) headers.set('authorization', `Bearer ${secret}`)
  const init: RequestInit & { duplex?: 'half' } = { method, headers }
  if (body !== null) init.body = body
  // The Fetch Standard asks for the word where a body is a stream.
  if (body instanceof ReadableStream) init.duplex = 'half'
  if (signal !== undefined) init.signal = signal
  const response = await fetch(url.replace(/\/$/, '') + target, init)
  if (!response.ok) throw await readProblem(response)
  if (streamed) return response
  const text = await response.text()
  if (text === '') return undefined
  const answer: unknown = JSON.parse(text)
  rememberEtag(answer, response)
  return answer
}

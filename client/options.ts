import type { Operations, Problem } from './generated/types.ts'

export type OperationId = keyof Operations
export type Input<Id extends OperationId> = Operations[Id]['input']
export type Answer<Id extends OperationId> = Operations[Id]['answer']

/** The codes that are documented. Others may come: {@link Problem} says which type that is. */
export type ProblemCode = Problem['code']

export interface ConclaveOptions {
  /** The origin of the server, such as `https://chat.example.com`. In a page: its own, when absent. */
  readonly url?: string
  /**
   * An API token, or the token of a session; a function is asked before each request. Without one
   * the cookie of the browser counts.
   */
  readonly token?: string | (() => string | Promise<string>) | undefined
  /** How often a request is sent again at the most; 3 when absent. */
  readonly retries?: number
  /**
   * The longest time, in milliseconds, to wait before one is sent again; 60,000 when absent. Up to
   * half a second more where the server has asked for a time, so that not all come back at once.
   */
  readonly longestWait?: number
  /** What sends a request, when it is not the global `fetch`. */
  readonly fetch?: Fetch
}

/** Of one call. */
export interface CallOptions {
  /** Ends the request, or the wait before it is sent again, and rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** The key of a request that was begun earlier; otherwise each call makes one of its own. */
  readonly idempotencyKey?: string
  /** The change is made only if this is still its ETag: `etagOf(message)`. */
  readonly ifMatch?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

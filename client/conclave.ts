import { eachOf } from './each.ts'
import { routes } from './generated/routes.ts'
import type { Operations } from './generated/types.ts'
import type { Answer, CallOptions, ConclaveOptions, Input, OperationId } from './options.ts'
import type { Values } from './request-of.ts'
import type { Route } from './route.ts'
import { send } from './send.ts'
import { type WorkspaceClient, workspaceClient } from './workspace.ts'

/** The operations that answer with pages. */
export type ListId = {
  [Id in OperationId]: Operations[Id] extends { readonly item: unknown } ? Id : never
}[OperationId]

type Item<Id extends ListId> = Operations[Id] extends { readonly item: infer One } ? One : never

/** Without an input where the operation needs none. */
type Call<Id extends OperationId> =
  Record<never, never> extends Input<Id>
    ? (input?: Input<Id>, options?: CallOptions) => Promise<Answer<Id>>
    : (input: Input<Id>, options?: CallOptions) => Promise<Answer<Id>>

/** Each operation of the API by its operationId, and all items of a list. */
export type Conclave = { readonly [Id in OperationId]: Call<Id> } & {
  /**
   * Every item of a list, whose pages are read as they are needed.
   *
   * ```ts
   * for await (const message of conclave.each('listMessages', { workspace: 'acme', room: 1 })) { … }
   * ```
   */
  each<Id extends ListId>(
    id: Id,
    input: Omit<Input<Id>, 'around'>,
    options?: CallOptions,
  ): AsyncGenerator<Item<Id>, void, undefined>
  /** @param workspace its slug or id */
  workspace(workspace: string): WorkspaceClient
}

/**
 * A client of the API. Parameters of the path and of the query, and the `body`, are one input; what
 * comes back is the body of the answer, or the `Response` itself where it is a file.
 *
 * Requests that can be repeated without harm are, when nobody answers or the server asks to come
 * again, with an Idempotency-Key where the operation takes one. Every other answer that is not a
 * good one rejects with a {@link ConclaveProblem}.
 *
 * ```ts
 * const conclave = connect({ url: 'https://chat.example.com', token })
 * await conclave.sendMessage({ workspace: 'acme', room: 1, body: { content: 'Hello!' } })
 * ```
 */
export function connect(options: ConclaveOptions = {}): Conclave {
  const entries: readonly (readonly [string, Route])[] = Object.entries(routes)
  const calls = entries.map(([id, route]) => [
    id,
    (input: Values = {}, call: CallOptions = {}) => send(options, route, input, call),
  ])
  function each(id: ListId, input: Values, call: CallOptions = {}) {
    const route: Route = routes[id]
    if (route.paging === undefined) throw new TypeError(`${id} is no list`)
    return eachOf((one) => send(options, route, one, call), route.paging, input)
  }
  const workspace = (name: string) => workspaceClient(options, name)
  // The table is made of the same document as the types, which is what makes this true.
  return Object.assign(Object.fromEntries(calls), { each, workspace }) as Conclave
}

import { type Answer, conformance, type OpenApi } from './conformance.ts'

export interface CallOptions {
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * One request, and its answer once the answer has been held to the OpenAPI
 * document. A body is sent as JSON; text and bytes are sent as they are.
 */
export type Api = <Body = unknown>(
  method: string,
  path: string,
  body?: unknown,
  options?: CallOptions,
) => Promise<Answer<Body>>

/** Requests to the server at `url`, whose document is fetched at the first one. */
export function apiOf(url: string): Api {
  let loading: Promise<ReturnType<typeof conformance>> | undefined

  return async function api<Body>(
    method: string,
    path: string,
    body?: unknown,
    { token, headers = {} }: CallOptions = {},
  ) {
    loading ??= fetch(`${url}/swagger/json`).then(async (response) =>
      conformance((await response.json()) as OpenApi),
    )
    const check = await loading
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: encoded(body) }),
    })
    const answer = {
      status: response.status,
      headers: response.headers,
      body: await decoded(response),
    }
    if (method !== 'HEAD' && method !== 'OPTIONS') check(method, path, answer)
    return answer as Answer<Body>
  }
}

function encoded(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)
}

async function decoded(response: Response): Promise<unknown> {
  if (response.headers.get('content-type') === 'text/event-stream') return firstEvent(response)
  const text = await response.text()
  if (text === '') return null
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
  return isJson ? JSON.parse(text) : text
}

/** The data of its first event; the stream has no end. */
async function firstEvent({ body }: Response): Promise<unknown> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const data = /^data: (.*)\n\n/m.exec(text)?.[1]
    // Leaving the loop ends the request.
    if (data !== undefined) return JSON.parse(data)
  }
  throw new Error(`a stream without events: ${text}`)
}

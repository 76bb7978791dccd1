import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An answer; `'gone'` breaks the connection off instead. */
export type Told = 'gone' | 'silent' | { status: number; headers?: Headers; body?: unknown }
type Headers = Readonly<Record<string, string>>

interface Asked {
  readonly method: string
  /** The path and the query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface ToldServer extends AsyncDisposable {
  readonly url: string
  /** What it was asked. */
  readonly asked: readonly Asked[]
}

/**
 * A server that answers as it is told, one answer after the other and the last one again: for what
 * the real one does at its own time only, such as being busy, or vanishing.
 */
export async function toldServer(...answers: readonly Told[]): Promise<ToldServer> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url: target = '', headers } = request
    const told = answers[Math.min(asked.length, answers.length - 1)]
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    asked.push({ method, target, headers, body: Buffer.concat(chunks).toString() })
    if (told === undefined || told === 'silent') return
    if (told === 'gone') return void request.socket.destroy()
    const { status, body = {} } = told
    const type = status < 400 ? 'application/json' : 'application/problem+json'
    response.writeHead(status, { 'content-type': type, ...told.headers })
    response.end(status === 204 ? undefined : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A problem as the server writes it. */
export function problem(status: number, code: string, headers: Headers = {}): Told {
  const body = {
    type: `/problems/${code}`,
    title: code,
    status,
    instance: '/',
    code,
    request_id: 'r',
  }
  return { status, headers, body }
}

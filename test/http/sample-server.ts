import { connect } from 'node:net'
import { sampleApp, token } from './sample-app.ts'

/** The sample app on a free port of the loopback. Stop it in afterAll. */
export function sampleServer() {
  const lines: string[] = []
  const app = sampleApp(lines).listen({ port: 0, hostname: '127.0.0.1' })
  const port = app.server?.port ?? 0
  const url = `http://127.0.0.1:${port}`

  return {
    url,
    lines,
    stop: () => app.stop(true),

    /** A request with the token of a member, unless `init` brings other headers of that name. */
    request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
      const headers = new Headers(init.headers)
      if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`)
      return fetch(url + path, { redirect: 'manual', ...init, method, headers })
    },

    json(method: string, path: string, body: unknown, headers: Record<string, string> = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      return this.request(method, path, {
        body: text,
        headers: { 'content-type': 'application/json', ...headers },
      })
    },

    /**
     * Sends bytes as they are, which no client library would, and returns the
     * answer as it came. Ask for `connection: close`.
     */
    raw(...parts: (string | Uint8Array)[]): Promise<string> {
      return new Promise((resolve, reject) => {
        let answer = ''
        const socket = connect(port, '127.0.0.1', () => {
          for (const part of parts) socket.write(part)
        })
        socket.on('data', (bytes) => {
          answer += bytes.toString('latin1')
        })
        socket.on('close', () => resolve(answer))
        // A server that refuses a body may close while we still send it; what it said is here.
        socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)))
      })
    },
  }
}

export type SampleServer = ReturnType<typeof sampleServer>

/** What a problem looks like on the wire. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly instance: string
  readonly code: string
  readonly request_id: string
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
}

/** The problem of an answer; throws when it is not one, so that a test fails. */
export async function problemIn(response: Response): Promise<ProblemBody> {
  const type = response.headers.get('content-type')
  if (type !== 'application/problem+json') throw new Error(`${response.status} is ${type}`)
  const body = (await response.json()) as ProblemBody
  if (body.status !== response.status) throw new Error('the status of the body is another one')
  if (body.request_id !== response.headers.get('x-request-id')) throw new Error('another id')
  return body
}

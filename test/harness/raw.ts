import { connect } from 'node:net'

export interface RawRequest {
  readonly method: string
  /** The request target as it is to stand in the first line: clients would normalise it. */
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** One request as it stands, on a connection of its own. @returns the status, and the answer as it came */
export function raw(
  url: string,
  { method, target, headers = {}, body = '' }: RawRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const { hostname, port } = new URL(url)
  const all = {
    host: `${hostname}:${port}`,
    connection: 'close',
    ...(body === '' ? {} : { 'content-type': 'application/json' }),
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${method} ${target} HTTP/1.1\r\n${head.join('')}\r\n${body}`)
    })
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8')
    })
    socket.on('close', () => resolve({ status: Number(text.split(' ')[1]), text }))
    socket.on('error', reject)
  })
}

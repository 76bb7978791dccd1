import { connect, type Socket } from 'node:net'

/** One TCP connection on which a test writes what it likes, when it likes. */
export interface RawConnection {
  write(text: string): void
  /** All that has come so far. */
  received(): string
  /** Resolves with all that came, once either side has ended the connection. */
  readonly ended: Promise<string>
  destroy(): void
}

export async function openConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connect(Number(port), hostname, () => resolve(opening))
    opening.once('error', reject)
  })
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    text += chunk
  })
  const ended = new Promise<string>((resolve) => {
    socket.on('error', () => resolve(text))
    socket.on('close', () => resolve(text))
  })
  return {
    write: (chunk) => void socket.write(chunk),
    received: () => text,
    ended,
    destroy: () => void socket.destroy(),
  }
}

/** The head of a POST with JSON of so many bytes, which are to follow. */
export function postHead(path: string, token: string, length: number): string {
  return [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    '',
    '',
  ].join('\r\n')
}

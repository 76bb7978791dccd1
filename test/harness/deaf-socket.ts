import { connect, type Socket } from 'node:net'

/**
 * A WebSocket that follows a workspace, made by hand: it answers no ping, and reads only as long as
 * its `socket` is not paused.
 *
 * @param after a cursor: then it is paused from the start
 */
export async function deafSocket(url: string, path: string, token: string, after?: string) {
  const { hostname, port } = new URL(url)
  const chunks: Buffer[] = []
  const socket = await new Promise<Socket>((resolve) => {
    const opened = connect(Number(port), hostname, () => resolve(opened))
  })
  const upgraded = new Promise<void>((resolve) => socket.once('data', () => resolve()))
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.write(
    [
      `GET ${path}/socket HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Authorization: Bearer ${token}`,
      '\r\n',
    ].join('\r\n'),
  )
  await upgraded
  if (after !== undefined) socket.pause()
  socket.write(masked(JSON.stringify({ type: 'resume', after: after ?? null })))
  return { socket, received: () => Buffer.concat(chunks) }
}

/** A short text frame as clients have to send it (RFC 6455 section 5.3); the mask is zero. */
function masked(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}

import { connect } from 'node:net'

/** Milliseconds in which a server that has something to say has said it. */
const PATIENCE = 15

/**
 * Writes the pieces on a connection of its own, and hangs up as soon as something came back, or
 * nothing did.
 *
 * @returns what came
 */
export function exchange(url: string, pieces: readonly Uint8Array[]): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    let text = ''
    let isSent = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const hangUpIn = (milliseconds: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => socket.destroy(), milliseconds)
    }
    const socket = connect(Number(port), hostname, async () => {
      for (const piece of pieces) {
        socket.write(piece)
        // Each in a packet of its own.
        await new Promise((next) => setImmediate(next))
      }
      isSent = true
      hangUpIn(PATIENCE)
    })
    socket.setNoDelay(true)
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      if (isSent) hangUpIn(2)
    })
    // A reset is an answer, too.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(text)
    })
  })
}

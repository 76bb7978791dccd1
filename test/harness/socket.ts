/** What the server has sent: an event, or a frame of the protocol. */
export interface Received {
  readonly type: string
  readonly id?: string
  readonly seq?: number
  readonly cursor?: string
  readonly user_id?: string
  readonly present?: readonly string[]
  readonly room_id?: number | null
  readonly data?: Readonly<Record<string, unknown>>
}

/** A WebSocket of a test, and everything that came over it, in order. */
export interface TestSocket {
  readonly received: readonly Received[]
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  /** As soon as it is open. */
  send(frame: object | string | Uint8Array<ArrayBuffer>): void
  /** The next frame that fits and was not returned before; waits for it. @throws Error when the socket closes first */
  next(type: string, fits?: (frame: Received) => boolean): Promise<Received>
  /** Frames of events, in order. */
  events(): readonly Received[]
  close(): void
}

interface Opening {
  /** Of the request: what a program sends, or a browser. */
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as the first frame. */
  readonly token?: string
  /** Sent as the second one; null for from now on, undefined for not yet. */
  readonly after?: string | null
  /** Called with each frame, as it comes. */
  readonly onReceived?: (frame: Received) => void
}

/** Bun's takes headers; the types of the standard do not know. */
const SocketWithHeaders = WebSocket as unknown as new (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>> },
) => WebSocket

/** Opens a WebSocket on the workspace at `path`. */
export function openSocket(url: string, path: string, opening: Opening = {}): TestSocket {
  const received: Received[] = []
  const taken = new Set<Received>()
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const look of [...waiting]) look()
  }
  let ended: { readonly code: number; readonly reason: string } | undefined
  const closed = Promise.withResolvers<{ readonly code: number; readonly reason: string }>()
  const socket = new SocketWithHeaders(`${url.replace(/^http/, 'ws')}${path}/socket`, {
    headers: { ...opening.headers },
  })
  const opened = Promise.withResolvers<void>()
  const send = async (frame: object | string | Uint8Array<ArrayBuffer>) => {
    await opened.promise
    const isRaw = typeof frame === 'string' || frame instanceof Uint8Array
    socket.send(isRaw ? frame : JSON.stringify(frame))
  }
  socket.onopen = () => opened.resolve()
  if (opening.token !== undefined) void send({ type: 'authenticate', token: opening.token })
  if (opening.after !== undefined) void send({ type: 'resume', after: opening.after })
  socket.onmessage = ({ data }) => {
    const frame: Received = JSON.parse(String(data))
    received.push(frame)
    opening.onReceived?.(frame)
    wake()
  }
  socket.onerror = () => undefined
  socket.onclose = ({ code, reason }) => {
    ended = { code, reason }
    closed.resolve(ended)
    wake()
  }
  return {
    received,
    closed: closed.promise,
    send: (frame) => void send(frame),
    events: () => received.filter(({ seq }) => seq !== undefined),
    close: () => socket.close(1000),
    next(type, fits = () => true) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = received.find(
            (frame) => frame.type === type && !taken.has(frame) && fits(frame),
          )
          if (found === undefined && ended === undefined) return
          waiting.delete(look)
          if (found === undefined) return reject(new Error(`closed: ${JSON.stringify(ended)}`))
          taken.add(found)
          resolve(found)
        }
        waiting.add(look)
        look()
      })
    },
  }
}

/** Opens one that follows already, from the cursor on, or from now. */
export async function follow(
  url: string,
  path: string,
  token: string,
  after: string | null = null,
): Promise<TestSocket> {
  const socket = openSocket(url, path, { headers: { authorization: `Bearer ${token}` }, after })
  await socket.next('hello')
  return socket
}

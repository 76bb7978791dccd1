import type { ConclaveOptions } from '../options.ts'
import { nextAfter, waitBeforeAttempt } from './close-codes.ts'
import type { LiveEvent } from './events.ts'
import { presenceEvents, readFrame, type ServerFrame } from './frames.ts'
import type {
  EndReason,
  Live,
  LiveOptions,
  LiveState,
  WebSocketClass,
  WebSocketLike,
} from './live.ts'
import { isOffline, watchNetwork } from './network.ts'

/** The server sends something every 25 seconds: after so long a silence nobody is there. */
const SILENCE = 40_000
/** One is shown as typing for six seconds. */
const TYPING_EVERY = 2_000

export class LiveConnection implements Live {
  readonly #client: ConclaveOptions
  readonly #path: string
  readonly #options: LiveOptions
  readonly #Socket: WebSocketClass
  readonly #unwatch: () => void
  readonly #typed = new Map<number, number>()
  #state: LiveState = { phase: 'connecting' }
  #cursor: string | undefined
  #socket: WebSocketLike | undefined
  /** The wait for the next attempt, or for a sign of life. */
  #timer: ReturnType<typeof setTimeout> | undefined
  #attempt = 0
  #resyncIsDue = false

  /**
   * @param path of the workspace
   * @throws TypeError where there is no WebSocket, as in Node before 22
   */
  constructor(client: ConclaveOptions, path: string, options: LiveOptions) {
    const Socket = options.WebSocket ?? (globalThis.WebSocket as LiveOptions['WebSocket'])
    if (!Socket) throw new TypeError('there is no WebSocket here: pass one')
    this.#Socket = Socket
    this.#client = client
    this.#path = path
    this.#options = options
    this.#cursor = options.after
    this.#unwatch = watchNetwork(() => this.#networkChanged())
    void this.#connect()
  }

  get state(): LiveState {
    return this.#state
  }

  get cursor(): string | undefined {
    return this.#cursor
  }

  typing(room: number): void {
    const now = Date.now()
    if (this.#state.phase !== 'live' || now - (this.#typed.get(room) ?? 0) < TYPING_EVERY) return
    this.#typed.set(room, now)
    this.#send({ type: 'typing', room_id: room })
  }

  reconnect(): void {
    if (this.#state.phase === 'live' || this.#state.phase === 'connecting') return
    this.#attempt = 0
    void this.#connect()
  }

  close(): void {
    this.#unwatch()
    this.#drop(1_000)
    this.#end('closed')
  }

  async #connect(): Promise<void> {
    this.#drop()
    if (isOffline()) return this.#enter({ phase: 'offline' })
    this.#enter({ phase: 'connecting' })
    const mine = this.#state
    try {
      if (this.#resyncIsDue) {
        const cursor = await this.#options.onResync()
        if (this.#state !== mine) return
        this.#cursor = cursor
        this.#resyncIsDue = false
      }
      const { token } = this.#client
      const secret = typeof token === 'function' ? await token() : token
      if (this.#state === mine) this.#open(secret)
    } catch {
      // Nobody answers, or not now.
      if (this.#state === mine) this.#retry()
    }
  }

  #open(secret: string | undefined): void {
    const socket = new this.#Socket(socketUrl(this.#client, this.#path))
    this.#socket = socket
    this.#listen()
    socket.onopen = () => {
      if (this.#socket !== socket) return
      // A browser's WebSocket can carry no header, and a token does not belong in a URL.
      if (secret !== undefined) this.#send({ type: 'authenticate', token: secret })
      this.#send({ type: 'resume', after: this.#cursor ?? null })
    }
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return
      this.#listen()
      this.#receive(readFrame(data))
    }
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#closed(code)
    }
    // What is to be known comes with the close that follows.
    socket.onerror = () => undefined
  }

  /** Expects something within a while, and takes the connection for broken otherwise. */
  #listen(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#drop()
      this.#retry()
    }, SILENCE)
  }

  #receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'hello':
        this.#attempt = 0
        this.#cursor = frame.cursor
        this.#enter({ phase: 'live', userId: frame.user_id, present: frame.present })
        return
      case 'heartbeat':
        this.#cursor = frame.cursor
        return
      case 'resync':
        // The close that follows says so, too.
        return
      case 'presence':
        for (const event of presenceEvents(frame)) this.#tell(event)
        return
      case 'typing':
        this.#tell(frame)
        return
      default:
        this.#cursor = frame.id
        this.#tell(frame)
    }
  }

  #tell(event: LiveEvent): void {
    try {
      this.#options.onEvent(event)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }

  #closed(code: number): void {
    this.#drop()
    const next = nextAfter(code)
    if (next.do === 'end') this.#end(next.reason)
    else if (next.do === 'reconnect') this.#retry('after' in next ? next.after : 0)
    else this.#resync()
  }

  /** At once, unless the last one did not lead to a connection. */
  #resync(): void {
    this.#resyncIsDue = true
    if (this.#attempt > 0) this.#retry()
    else {
      this.#attempt += 1
      void this.#connect()
    }
  }

  #retry(after = 0): void {
    if (isOffline()) {
      this.#enter({ phase: 'offline' })
      return
    }
    const wait = waitBeforeAttempt(this.#attempt, after)
    this.#attempt += 1
    this.#enter({ phase: 'waiting', until: Date.now() + wait })
    this.#timer = setTimeout(() => void this.#connect(), wait)
  }

  #networkChanged(): void {
    const { phase } = this.#state
    if (phase === 'ended') return
    if (isOffline()) {
      this.#drop()
      this.#enter({ phase: 'offline' })
    } else if (phase === 'offline' || phase === 'waiting') this.reconnect()
  }

  #end(reason: EndReason): void {
    this.#enter({ phase: 'ended', reason })
  }

  #enter(state: LiveState): void {
    this.#state = state
    this.#options.onState?.(state)
  }

  #send(frame: object): void {
    this.#socket?.send(JSON.stringify(frame))
  }

  /** Forgets the connection, or the wait for one. */
  #drop(code?: number): void {
    clearTimeout(this.#timer)
    const socket = this.#socket
    this.#socket = undefined
    socket?.close(code)
  }
}

function socketUrl({ url = '' }: ConclaveOptions, path: string): string {
  const here = (globalThis as { readonly location?: { readonly href: string } }).location?.href
  const target = new URL(`${url.replace(/\/$/, '')}${path}/socket`, here)
  target.protocol = target.protocol === 'https:' ? 'wss:' : 'ws:'
  return target.href
}

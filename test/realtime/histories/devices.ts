import { connect } from '../../../client/conclave.ts'
import type { LiveEvent, LogEvent } from '../../../client/live/events.ts'
import type { Live, WebSocketClass } from '../../../client/live/live.ts'
import { openStream, type TestStream } from '../../harness/event-stream.ts'
import { openSocket, type Received, type TestSocket } from '../../harness/socket.ts'
import { Follower, Outsider } from './follower.ts'

/** What somebody follows a workspace with. */
export interface Device {
  readonly kind: string
  readonly follower: Follower
  /** Loads everything and follows it, or goes on where it was when it was cut off. */
  connect(): Promise<void>
  /** Cuts it off, as a lost network does. */
  cutOff(): void
  /** Ends it for good. */
  close(): void
}

/** Who follows what. */
export interface Following {
  readonly url: string
  readonly token: string
  readonly workspace: string
}

export type DeviceKind = keyof typeof DEVICES

export const DEVICES = { client: clientDevice, socket: socketDevice, stream: streamDevice }

/** The connection of `client/`, which mends itself. */
function clientDevice({ url, token, workspace }: Following): Device {
  const follower = new Follower(url, token, workspace)
  const sockets = new Set<WebSocket>()
  class Watched extends WebSocket {
    constructor(target: string) {
      super(target)
      sockets.add(this)
      this.addEventListener('close', () => sockets.delete(this))
    }
  }
  let live: Live | undefined
  return {
    kind: 'client',
    follower,
    async connect() {
      if (live && !follower.isBlank) {
        live.reconnect()
        return
      }
      live?.close()
      const after = await follower.loadAll().catch(unlessOutside)
      if (after === undefined) return
      live = connect({ url, token })
        .workspace(workspace)
        .live({
          after,
          onEvent: (event) => isOfLog(event) && follower.receive(event),
          onResync: () => follower.loadAll(),
          WebSocket: Watched as unknown as WebSocketClass,
        })
    },
    cutOff() {
      // Bun's alone can be dropped without a good-bye.
      for (const socket of sockets) (socket as WebSocket & { terminate(): void }).terminate()
    },
    close() {
      live?.close()
      follower.close()
    },
  }
}

/** What follows by itself: connects, and comes back unless it was cut off. */
abstract class OwnDevice implements Device {
  abstract readonly kind: string
  readonly follower: Follower
  protected readonly following: Following
  protected cursor = ''
  protected wanted = false
  #running: Promise<void> = Promise.resolve()

  constructor(following: Following) {
    this.following = following
    this.follower = new Follower(following.url, following.token, following.workspace)
  }

  async connect(): Promise<void> {
    if (this.wanted) return
    this.wanted = true
    await this.#running
    this.#running = this.#run().catch((error: unknown) => {
      this.wanted = false
      if (!(error instanceof Outsider)) this.follower.failures.push(error)
    })
  }

  cutOff(): void {
    this.wanted = false
    this.hangUp()
  }

  close(): void {
    this.cutOff()
    this.follower.close()
  }

  /** One connection, to its end. @returns whether to load everything before the next one */
  protected abstract follow(): Promise<'goes on' | 'resync' | 'is out'>
  protected abstract hangUp(): void

  async #run(): Promise<void> {
    while (this.wanted) {
      if (this.follower.isBlank) this.cursor = await this.follower.loadAll()
      if (!this.wanted) return
      const end = await this.follow()
      if (end === 'is out') this.wanted = false
      if (end === 'resync') this.cursor = await this.follower.loadAll()
      if (this.wanted) await Bun.sleep(10)
    }
  }

  protected take(received: Received): void {
    if (received.id === undefined) return
    this.cursor = received.id
    this.follower.receive(received as LogEvent)
  }
}

class SocketDevice extends OwnDevice {
  readonly kind = 'socket'
  #socket: TestSocket | undefined

  protected async follow() {
    const { url, token, workspace } = this.following
    const socket = openSocket(url, `/workspaces/${workspace}`, {
      token,
      after: this.cursor,
      onReceived: (frame) => {
        if (socket === this.#socket) this.take(frame)
      },
    })
    this.#socket = socket
    const { code } = await socket.closed
    if (code === 4409) return 'resync'
    return code === 4403 || code === 4404 ? 'is out' : 'goes on'
  }

  protected hangUp(): void {
    this.#socket?.close()
    this.#socket = undefined
  }
}

class StreamDevice extends OwnDevice {
  readonly kind = 'stream'
  #stream: TestStream | undefined

  protected async follow() {
    const { url, token, workspace } = this.following
    const headers = { authorization: `Bearer ${token}`, 'last-event-id': this.cursor }
    const target = `${url}/workspaces/${workspace}/events`
    const opened = await openStream(target, headers, fetch, ({ id, data }) => {
      if (data.type === 'resync') {
        this.cursor = id ?? ''
        this.follower.loadAll().catch(() => this.hangUp())
      } else this.take(data)
    }).catch(() => undefined)
    if (opened?.status === 404) return 'is out'
    this.#stream = opened
    // It may have been cut off before it was open.
    if (!this.wanted) opened?.close()
    await opened?.ended
    return 'goes on'
  }

  protected hangUp(): void {
    this.#stream?.close()
  }
}

function socketDevice(following: Following): Device {
  return new SocketDevice(following)
}

function streamDevice(following: Following): Device {
  return new StreamDevice(following)
}

/** Nobody who was thrown out can follow anything. */
function unlessOutside(error: unknown): undefined {
  if (!(error instanceof Outsider)) throw error
}

function isOfLog(event: LiveEvent): event is LogEvent {
  return 'seq' in event
}

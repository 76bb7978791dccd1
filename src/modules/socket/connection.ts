import type { ServerWebSocket } from 'bun'
import {
  type Authority,
  type Caller,
  type WorkspaceAccess,
  WorkspaceMoved,
} from '../../auth/authority.ts'
import {
  type Closing,
  closingAfter,
  FAILED,
  NOT_RESUMED,
  NOT_SIGNED_IN,
  SILENT,
  STALE_CURSOR,
  TOO_MANY_FRAMES,
  UNKNOWN_FRAME,
  UNREADABLE,
} from '../../realtime/close-codes.ts'
import { Frame } from '../../realtime/frame.ts'
import type { Outlet } from '../../realtime/outlet.ts'
import type { Subscriber } from '../../realtime/subscriber.ts'
import { FrameBudget } from './frame-budget.ts'
import { FRAMES } from './frames.ts'
import { type ClientFrame, parseFrame } from './parse-frame.ts'
import type { Reception } from './reception.ts'

/** Bytes that may wait until the next old events are read. */
const LITTLE = 64 * 1_024

/**
 * One WebSocket. It greets (who calls, from which cursor on), then follows its workspace. What the
 * upgrade's request has proven is known from the start.
 *
 * Bun calls the methods that are named like its handlers
 * (https://bun.sh/docs/api/websockets); after {@link end} none of them does anything.
 */
export class SocketConnection implements Outlet {
  readonly kind = 'socket'
  readonly #reception: Reception
  readonly #workspace: string
  readonly #budget = new FrameBudget()
  #greeting: ReturnType<typeof setTimeout> | undefined
  #socket: ServerWebSocket<SocketConnection> | undefined
  #caller: Caller | undefined
  /** Let in already by the request of the upgrade. */
  #access: WorkspaceAccess | undefined
  #subscriber: Subscriber | undefined
  #resumed = false
  #ended = false
  /** Whether anything came since the last heartbeat. */
  #heard = true
  #waiting: (() => void)[] = []

  /** @param workspace its slug or id, as the URL names it */
  constructor(
    reception: Reception,
    workspace: string,
    known: { readonly caller?: Caller | undefined; readonly access?: WorkspaceAccess | undefined },
  ) {
    this.#reception = reception
    this.#workspace = workspace
    this.#access = known.access
    this.#caller = known.access?.caller ?? known.caller
  }

  open(socket: ServerWebSocket<SocketConnection>): void {
    this.#socket = socket
    const { live } = this.#reception
    live.opened(this)
    this.#greeting = setTimeout(() => {
      this.end(this.#caller === undefined ? NOT_SIGNED_IN : NOT_RESUMED)
    }, live.timings.greeting)
  }

  message(_: unknown, data: string | Buffer): void {
    if (this.#ended) return
    this.#heard = true
    const frame = this.#budget.take() ? parseFrame(data) : undefined
    if (frame === undefined) this.end(TOO_MANY_FRAMES)
    else if (frame === null) this.end(UNREADABLE)
    else this.#handle(frame)
  }

  pong(): void {
    this.#heard = true
  }

  drain(): void {
    if (this.buffered <= LITTLE) this.#wake()
  }

  close(): void {
    this.#leave()
  }

  /** @param secret of a session or an API token: it counts in place of whatever the upgrade carried */
  authenticate(secret: string): void {
    this.#access = undefined
    try {
      if (this.#resumed) throw new Refused(UNKNOWN_FRAME)
      this.#caller = this.#reception.auth.authority.authenticate(secret)
    } catch (error) {
      this.#refuse(error)
    }
  }

  async resume(after: string | null): Promise<void> {
    try {
      if (this.#resumed) throw new Refused(UNKNOWN_FRAME)
      if (this.#caller === undefined) throw new Refused(NOT_SIGNED_IN)
      this.#resumed = true
      clearTimeout(this.#greeting)
      const access = this.#access ?? this.#enter(this.#caller)
      this.#subscriber = await this.#reception.live.follow(access, this, after)
    } catch (error) {
      this.#refuse(error)
    }
  }

  /** Before it follows nobody is told. */
  typing(room: number): void {
    if (!this.#resumed) this.end(NOT_RESUMED)
    else if (this.#subscriber) void this.#reception.live.typing(this.#subscriber, room)
  }

  get buffered(): number {
    return this.#socket?.getBufferedAmount() ?? 0
  }

  send(frames: readonly Frame[]): void {
    const socket = this.#socket
    const [first] = frames
    if (socket === undefined || this.#ended || first === undefined) return
    if (frames.length === 1) socket.sendText(first.text)
    else
      socket.cork(() => {
        for (const { text } of frames) socket.sendText(text)
      })
  }

  beat(cursor: string): void {
    if (!this.#heard) this.end(SILENT)
    this.#heard = false
    this.send([new Frame({ type: 'heartbeat', cursor })])
    this.#socket?.ping()
  }

  async drained(): Promise<void> {
    if (this.#ended || this.buffered <= LITTLE) return
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  resync(cursor: string): boolean {
    this.send([new Frame({ type: 'resync', cursor })])
    this.end(STALE_CURSOR)
    return false
  }

  end({ code, reason }: Closing): void {
    if (this.#ended) return
    this.#leave()
    this.#socket?.close(code, reason)
  }

  #handle(frame: ClientFrame): void {
    const handle = FRAMES.get(frame.type)
    if (handle === undefined) this.end(UNKNOWN_FRAME)
    else handle(this, frame)
  }

  #enter(caller: Caller): WorkspaceAccess {
    const { auth } = this.#reception
    const access = enter(auth.authority, caller, this.#workspace)
    auth.requests.take('reads', caller.personId, access.id)
    return access
  }

  #refuse(error: unknown): void {
    const closing = error instanceof Refused ? error.closing : closingAfter(error)
    if (closing === FAILED) this.#reception.log.error({ err: error }, 'a socket failed')
    this.end(closing)
  }

  /** Gives back all that it holds. */
  #leave(): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#greeting)
    this.#reception.live.gone(this)
    this.#wake()
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** It cannot go on. */
class Refused extends Error {
  override name = 'Refused'
  constructor(readonly closing: Closing) {
    super(closing.reason)
  }
}

/** By a name that the workspace had before, too: no redirect reaches a socket. */
function enter(authority: Authority, caller: Caller, workspace: string): WorkspaceAccess {
  try {
    return authority.enter(caller, workspace, false)
  } catch (error) {
    if (error instanceof WorkspaceMoved) return authority.enter(caller, error.slug, false)
    throw error
  }
}

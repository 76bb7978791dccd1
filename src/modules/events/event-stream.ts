import type { Closing } from '../../realtime/close-codes.ts'
import { Frame } from '../../realtime/frame.ts'
import type { Live } from '../../realtime/live.ts'
import type { Outlet } from '../../realtime/outlet.ts'

/** Bytes that may wait for the device; the hub ends it before. */
const HIGH_WATER = 2 * 1_024 ** 2
/** Bytes that may wait until the next old events are read. */
const LITTLE = 64 * 1_024

const encoder = new TextEncoder()

/** Server-sent events for one device (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export class EventStream implements Outlet {
  readonly kind = 'stream'
  readonly body: ReadableStream<Uint8Array>
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #waiting: (() => void)[] = []
  readonly #live: Live

  constructor(live: Live) {
    this.#live = live
    live.opened(this)
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => {
          if (this.buffered <= LITTLE) this.#wake()
        },
        cancel: () => this.gone(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER }),
    )
  }

  get buffered(): number {
    return this.#controller ? HIGH_WATER - (this.#controller.desiredSize ?? 0) : 0
  }

  send(frames: readonly Frame[]): void {
    for (const { streamed } of frames) this.#controller?.enqueue(streamed)
  }

  /** An id without data moves the cursor of an EventSource and calls no listener. */
  beat(cursor: string): void {
    this.#controller?.enqueue(encoder.encode(`: heartbeat\nid: ${cursor}\n\n`))
  }

  async drained(): Promise<void> {
    if (!this.#controller || this.buffered <= LITTLE) return
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** An EventSource cannot be told to come back without its cursor, so it goes on from now. */
  resync(cursor: string): boolean {
    this.send([new Frame({ type: 'resync', cursor }, cursor)])
    return true
  }

  /** Why it ends is told by what a new request is answered. */
  end(_: Closing): void {
    const controller = this.#controller
    this.gone()
    controller?.close()
  }

  /** Nobody reads it any more. */
  gone(): void {
    if (!this.#controller) return
    this.#controller = undefined
    this.#live.gone(this)
    this.#wake()
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

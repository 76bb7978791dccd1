import type { Closing } from './close-codes.ts'
import type { Frame } from './frame.ts'

/** What carries frames to one device: a WebSocket, or a stream of server-sent events. */
export interface Outlet {
  readonly kind: 'socket' | 'stream'
  /** Bytes that the device has not taken yet. */
  readonly buffered: number
  send(frames: readonly Frame[]): void
  /** A sign of life, in which the device finds its cursor. */
  beat(cursor: string): void
  /** Resolves once most of what was sent is taken, or the outlet has ended. */
  drained(): Promise<void>
  /**
   * Tells that the device has to fetch its state anew.
   *
   * @param cursor where the log ends now
   * @returns whether it goes on from there; otherwise it has ended
   */
  resync(cursor: string): boolean
  /** Ends it, and says so to {@link Live.gone}. Nothing happens the second time. */
  end(closing: Closing): void
}

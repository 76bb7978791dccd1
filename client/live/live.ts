import type { LiveEvent } from './events.ts'

export interface LiveOptions {
  /** The cursor of a snapshot, to go on from there. Without one: from now on. */
  readonly after?: string | undefined
  /**
   * Called with each event, in order, and with none twice. What it throws is reported as an
   * uncaught error, and the next event comes all the same.
   */
  readonly onEvent: (event: LiveEvent) => void
  /**
   * Events were missed for good (the server was restored, or has forgotten them): what is known is
   * to be fetched anew, from a snapshot.
   *
   * @returns the cursor that belongs to the new state. A rejection is tried again later.
   */
  readonly onResync: () => string | Promise<string>
  readonly onState?: (state: LiveState) => void
  /** What makes connections, when it is not the global `WebSocket`. */
  readonly WebSocket?: WebSocketClass
}

export type LiveState =
  | { readonly phase: 'connecting' }
  /** Events come as they happen. */
  | {
      readonly phase: 'live'
      /** Who one is in this workspace. */
      readonly userId: string
      /** The ids of all users who are online now; `presence` events tell of changes. */
      readonly present: readonly string[]
    }
  /** The connection was lost; the next attempt is made then, as of `Date.now()`. */
  | { readonly phase: 'waiting'; readonly until: number }
  /** The browser says that there is no network: the next attempt is made when there is one. */
  | { readonly phase: 'offline' }
  /** No further attempt is made, unless `reconnect` is called. */
  | { readonly phase: 'ended'; readonly reason: EndReason }

export type EndReason =
  /** `close` was called. */
  | 'closed'
  /** The session has ended, or the token is none. */
  | 'signed_out'
  | 'removed_from_workspace'
  | 'workspace_not_found'
  /** Suspended or archived. */
  | 'workspace_locked'
  /** The server wants no connection from here. */
  | 'refused'

/** A connection to a workspace that mends itself. */
export interface Live {
  readonly state: LiveState
  /** Where the next connection goes on; undefined before the first one. */
  readonly cursor: string | undefined
  /** Tells the others in the room that one is typing: as often as one likes, it is sent seldom. */
  typing(room: number): void
  /** Makes the next attempt now: after somebody has signed in again, say. */
  reconnect(): void
  close(): void
}

/** The part of the standard's `WebSocket` that is used here. */
export interface WebSocketLike {
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number }) => void) | null
  onerror: (() => void) | null
  send(data: string): void
  close(code?: number): void
}

export type WebSocketClass = new (url: string) => WebSocketLike

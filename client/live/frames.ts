import type { LiveEvent, LogEvent } from './events.ts'

/** What the server says beside the events. */
export interface Hello {
  readonly type: 'hello'
  readonly cursor: string
  readonly user_id: string
  readonly present: readonly string[]
}

interface Heartbeat {
  readonly type: 'heartbeat'
  readonly cursor: string
}

interface Resync {
  readonly type: 'resync'
  readonly cursor: string
}

/** Who came and who went within a moment: one frame for all of them. */
interface Presence {
  readonly type: 'presence'
  readonly data: { readonly online: readonly string[]; readonly offline: readonly string[] }
}

type Typing = Extract<LiveEvent, { readonly type: 'typing' }>

export type ServerFrame = Hello | Heartbeat | Resync | Presence | Typing | LogEvent

export function readFrame(data: unknown): ServerFrame {
  return JSON.parse(String(data)) as ServerFrame
}

/** One event for each person. */
export function* presenceEvents({ data }: Presence): Generator<LiveEvent> {
  for (const online of [true, false]) {
    for (const user_id of online ? data.online : data.offline) {
      yield { type: 'presence', room_id: null, data: { user_id, online } }
    }
  }
}

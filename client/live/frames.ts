import type { LiveMessage, Presence } from '../generated/types.ts'
import type { PresenceEvent } from './events.ts'

interface Heartbeat {
  readonly type: 'heartbeat'
  readonly cursor: string
}

export type ServerFrame = LiveMessage | Heartbeat

export function readFrame(data: unknown): ServerFrame {
  return JSON.parse(String(data)) as ServerFrame
}

/** One event for each person: the server tells of all who came and went within a moment at once. */
export function* presenceEvents({ data }: Presence): Generator<PresenceEvent> {
  for (const online of [true, false]) {
    for (const user_id of online ? data.online : data.offline) {
      yield { type: 'presence', room_id: null, data: { user_id, online } }
    }
  }
}

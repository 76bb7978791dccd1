import type { Event, EventRoom, Typing } from '../generated/types.ts'

/** A room as everybody in it sees it. */
export type LiveRoom = EventRoom

/** What has happened, in the order of the log. */
export type LogEvent = Event

/** What is true at this moment only: it is in no log and is not sent again. */
export type PassingEvent = PresenceEvent | Typing

/** Somebody came, or went with their last device. */
export interface PresenceEvent {
  readonly type: 'presence'
  readonly room_id: null
  readonly data: { readonly user_id: string; readonly online: boolean }
}

export type LiveEvent = LogEvent | PassingEvent

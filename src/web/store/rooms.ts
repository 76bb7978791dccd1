import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type {
  EventMessage,
  EventRoom,
  ReadEventData,
  RoomOverview,
} from '../../../client/generated/types.ts'

/** Counts stop here, as the server's do: it means "or more". */
export const MOST_COUNTED = 100
/** Characters of the last message that the server shows in a list. */
const PREVIEW = 200

/** The rooms that one is in, and what is unread there. */
export class Rooms {
  readonly all: ReadonlySignal<ReadonlyMap<number, RoomOverview>>
  readonly unread: ReadonlySignal<number>
  readonly #all = signal<ReadonlyMap<number, RoomOverview>>(new Map())
  /** Up to which message the server has counted what is unread, by room. */
  readonly #counted = new Map<number, number>()

  constructor() {
    this.all = this.#all
    this.unread = computed(() => {
      let count = 0
      for (const room of this.#all.value.values()) count += room.unread_count
      return count
    })
  }

  get(id: number): RoomOverview | undefined {
    return this.#all.value.get(id)
  }

  replaceAll(rooms: readonly RoomOverview[]): void {
    this.#all.value = new Map(rooms.map((room) => [room.id, room]))
  }

  put(room: RoomOverview): void {
    this.#all.value = new Map(this.#all.peek()).set(room.id, room)
  }

  remove(id: number): void {
    const all = new Map(this.#all.peek())
    if (all.delete(id)) this.#all.value = all
  }

  change(id: number, changes: Partial<RoomOverview>): void {
    const room = this.#all.peek().get(id)
    if (room !== undefined) this.put({ ...room, ...changes })
  }

  update({ id, ...room }: EventRoom): void {
    this.change(id, room)
  }

  /** A new message. What was counted already does not count twice. */
  receive(message: EventMessage, me: string): void {
    const room = this.#all.peek().get(message.room_id)
    // Nobody wrote a notice: it is neither unread nor the last message.
    if (room === undefined || message.notice !== null) return
    if (message.id <= (room.last_message?.id ?? 0)) return
    const { id, type, content, created_at, user } = message
    const preview = [...(content ?? '')].slice(0, PREVIEW).join('')
    const last_message = { id, type, content: preview, created_at, user }
    if (user?.id === me) {
      this.put({ ...room, last_message, ...readUpTo(id) })
    } else if (id <= (this.#counted.get(room.id) ?? 0)) {
      this.put({ ...room, last_message })
    } else {
      const unread_count = Math.min(MOST_COUNTED, room.unread_count + 1)
      const mentions = message.mentions.includes(me) ? 1 : 0
      const mention_count = Math.min(MOST_COUNTED, room.mention_count + mentions)
      this.put({ ...room, last_message, unread_count, mention_count })
    }
  }

  /** One has read further, perhaps on another device, and this is what is left. */
  read(id: number, { last_read_id, unread_count, mention_count, newest_id }: ReadEventData): void {
    const room = this.#all.peek().get(id)
    if (room === undefined || room.last_read_message_id > last_read_id) return
    this.#counted.set(id, newest_id)
    this.put({ ...room, last_read_message_id: last_read_id, unread_count, mention_count })
  }

  /** Everything up to a message has just been seen. */
  see(id: number, message: number): void {
    this.change(id, readUpTo(message))
  }
}

function readUpTo(message: number) {
  return { last_read_message_id: message, unread_count: 0, mention_count: 0 }
}

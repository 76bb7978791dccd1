import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { Message, RoomOverview } from '../../../client/generated/types.ts'
import type { LiveRoom } from '../../../client/live/events.ts'

/** Counts stop here, as the server's do: it means "or more". */
export const MOST_COUNTED = 100
/** Characters of the last message that the server shows in a list. */
const PREVIEW = 200

/** The rooms that one is in, and what is unread there. */
export class Rooms {
  readonly all: ReadonlySignal<ReadonlyMap<number, RoomOverview>>
  readonly unread: ReadonlySignal<number>
  readonly #all = signal<ReadonlyMap<number, RoomOverview>>(new Map())

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

  update({ id, ...room }: LiveRoom): void {
    this.change(id, room)
  }

  /** A new message. What the list has counted already does not count twice. */
  receive(
    message: Pick<
      Message,
      'id' | 'room_id' | 'type' | 'content' | 'created_at' | 'mentions' | 'user' | 'notice'
    >,
    me: string,
  ): void {
    const room = this.#all.peek().get(message.room_id)
    // Nobody wrote a notice: it is neither unread nor the last message.
    if (room === undefined || message.notice !== null) return
    if (message.id <= (room.last_message?.id ?? 0)) return
    const { id, type, content, created_at, user } = message
    const last_message = {
      id,
      type,
      content: [...(content ?? '')].slice(0, PREVIEW).join(''),
      created_at,
      user,
    }
    if (user?.id === me) {
      this.put({
        ...room,
        last_message,
        last_read_message_id: id,
        unread_count: 0,
        mention_count: 0,
      })
      return
    }
    const unread_count = Math.min(MOST_COUNTED, room.unread_count + 1)
    const mentions = message.mentions.includes(me) ? 1 : 0
    const mention_count = Math.min(MOST_COUNTED, room.mention_count + mentions)
    this.put({ ...room, last_message, unread_count, mention_count })
  }
}

import type { Conclave } from '../../../client/conclave.ts'
import type { Message } from '../../../client/generated/types.ts'
import { Timeline } from './timeline.ts'

/** Rooms and threads whose messages stay at hand. */
const MOST = 12
/** Messages that are quoted and far away. */
const MOST_FETCHED = 200

/** The timelines of rooms and threads that were opened last. */
export class Timelines {
  readonly #conclave: Conclave
  readonly #workspace: string
  readonly #met: (messages: readonly Message[]) => void
  readonly #rooms = new Map<number, Timeline>()
  readonly #fetched = new Map<number, Promise<Message>>()
  /** By the id of the message that is answered. */
  readonly #threads = new Map<number, { readonly room: number; readonly timeline: Timeline }>()

  /** @param met is told of every message that is read */
  constructor(conclave: Conclave, workspace: string, met: (messages: readonly Message[]) => void) {
    this.#conclave = conclave
    this.#workspace = workspace
    this.#met = met
  }

  ofRoom(room: number): Timeline {
    const known = this.#rooms.get(room)
    const where = { workspace: this.#workspace, room }
    const timeline =
      known ??
      new Timeline(async (query) => {
        const page = await this.#conclave.listMessages({ ...where, ...query })
        this.#met(page.messages)
        return page
      })
    keepLast(this.#rooms, room, timeline)
    return timeline
  }

  ofThread(room: number, message: number): Timeline {
    const known = this.#threads.get(message)?.timeline
    const where = { workspace: this.#workspace, room, message }
    const timeline =
      known ??
      new Timeline(async (query) => {
        const page = await this.#conclave.listReplies({ ...where, ...query })
        this.#met(page.messages)
        return page
      })
    keepLast(this.#threads, message, { room, timeline })
    return timeline
  }

  /** Wherever such a message would stand. */
  of({ room_id, reply_to_id }: Pick<Message, 'room_id' | 'reply_to_id'>): Timeline[] {
    const thread = reply_to_id === null ? undefined : this.#threads.get(reply_to_id)?.timeline
    return [this.#rooms.get(room_id), thread].filter((one) => one !== undefined)
  }

  /** All that may hold messages of a room. */
  touching(room: number): Timeline[] {
    const threads = [...this.#threads.values()].filter((thread) => thread.room === room)
    const own = this.#rooms.get(room)
    return [...(own === undefined ? [] : [own]), ...threads.map(({ timeline }) => timeline)]
  }

  find(room: number, id: number): Message | undefined {
    for (const timeline of this.touching(room)) {
      const message = timeline.find(id)
      if (message !== undefined) return message
    }
    return undefined
  }

  /** One that is further away than what is loaded; asked for once. */
  fetch(room: number, message: number): Promise<Message> {
    const known = this.#fetched.get(message)
    if (known !== undefined) return known
    const where = { workspace: this.#workspace, room, message }
    const fetched = this.#conclave.getMessage(where)
    keepLast(this.#fetched, message, fetched, MOST_FETCHED)
    fetched.then(
      (one) => this.#met([one]),
      () => this.#fetched.delete(message),
    )
    return fetched
  }

  /** Events were missed: what is shown is read anew. */
  async refresh(): Promise<void> {
    const threads = [...this.#threads.values()].map(({ timeline }) => timeline)
    const all = [...this.#rooms.values(), ...threads].filter((one) => !one.isEmpty)
    await Promise.all(all.map((timeline) => timeline.refresh()))
  }

  /** One is not in the room any more. */
  forgetRoom(room: number): void {
    this.#rooms.delete(room)
    for (const [message, thread] of this.#threads) {
      if (thread.room === room) this.#threads.delete(message)
    }
  }
}

function keepLast<T>(map: Map<number, T>, key: number, value: T, most = MOST): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}

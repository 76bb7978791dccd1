import { refusal } from './refusal.ts'

/** Milliseconds: a look at a room is one request, not one for each message that comes meanwhile. */
const SOON = 300

/**
 * Says how far one has read. What could not be said, without a network, is said once there is one.
 */
export class ReadMarkers {
  readonly #say: (room: number, message: number) => Promise<unknown>
  /** Those that moved last at the end. */
  readonly #waiting = new Map<number, number>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #running = false

  constructor(say: (room: number, message: number) => Promise<unknown>) {
    this.#say = say
  }

  move(room: number, message: number): void {
    if ((this.#waiting.get(room) ?? 0) >= message) return
    this.#waiting.delete(room)
    this.#waiting.set(room, message)
    this.#timer ??= setTimeout(() => void this.flush(), SOON)
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#running) return
    this.#running = true
    // What moves meanwhile comes up, too: a Map goes through what is put behind the present entry.
    for (const [room, message] of this.#waiting) {
      if (!(await this.#isDone(room, message))) break
      if (this.#waiting.get(room) === message) this.#waiting.delete(room)
    }
    this.#running = false
  }

  /** @returns false when it may be said another time: it waits for the connection */
  async #isDone(room: number, message: number): Promise<boolean> {
    try {
      await this.#say(room, message)
      return true
    } catch (error) {
      // Of a room that one is not in any more nothing has to be said.
      return refusal(error) !== null
    }
  }
}

/** Milliseconds: a look at a room is one request, not one for each message that comes meanwhile. */
const SOON = 300

/**
 * Says how far one has read. What could not be said, without a network, is said once there is one.
 */
export class ReadMarkers {
  readonly #say: (room: number, message: number) => Promise<unknown>
  readonly #waiting = new Map<number, number>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #running = false

  constructor(say: (room: number, message: number) => Promise<unknown>) {
    this.#say = say
  }

  move(room: number, message: number): void {
    if ((this.#waiting.get(room) ?? 0) >= message) return
    this.#waiting.set(room, message)
    this.#timer ??= setTimeout(() => void this.flush(), SOON)
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#running) return
    this.#running = true
    for (const [room, message] of [...this.#waiting]) {
      const said = await this.#say(room, message).then(
        () => true,
        () => false,
      )
      if (!said) break
      if (this.#waiting.get(room) === message) this.#waiting.delete(room)
    }
    this.#running = false
    // What moved meanwhile; what failed waits for the connection.
  }
}

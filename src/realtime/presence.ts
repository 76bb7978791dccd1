import { Frame } from './frame.ts'

/** Comings and goings are told together, so that a thousand who come back are a few frames; milliseconds. */
const GATHER = 100

/** Who is there: whoever has at least one device connected. In memory only. */
export class Presence {
  readonly #grace: number
  readonly #tell: (frame: Frame) => void
  readonly #devices = new Map<string, number>()
  readonly #leaving = new Map<string, ReturnType<typeof setTimeout>>()
  #changes = new Map<string, boolean>()

  /** @param grace milliseconds that somebody may be away unnoticed */
  constructor(grace: number, tell: (frame: Frame) => void) {
    this.#grace = grace
    this.#tell = tell
  }

  present(): string[] {
    return [...this.#devices.keys(), ...this.#leaving.keys()]
  }

  arrive(userId: string): void {
    const devices = this.#devices.get(userId) ?? 0
    this.#devices.set(userId, devices + 1)
    if (devices > 0) return
    const leaving = this.#leaving.get(userId)
    clearTimeout(leaving)
    if (!this.#leaving.delete(userId)) this.#note(userId, true)
  }

  leave(userId: string): void {
    const devices = this.#devices.get(userId) ?? 0
    if (devices > 1) {
      this.#devices.set(userId, devices - 1)
      return
    }
    this.#devices.delete(userId)
    const leaving = setTimeout(() => {
      this.#leaving.delete(userId)
      this.#note(userId, false)
    }, this.#grace)
    leaving.unref()
    this.#leaving.set(userId, leaving)
  }

  /** Nobody is left to be told. */
  close(): void {
    for (const timer of this.#leaving.values()) clearTimeout(timer)
    this.#changes.clear()
  }

  #note(userId: string, online: boolean): void {
    if (this.#changes.size === 0) setTimeout(() => this.#tellChanges(), GATHER).unref()
    this.#changes.set(userId, online)
  }

  #tellChanges(): void {
    if (this.#changes.size === 0) return
    const changes = [...this.#changes]
    this.#changes = new Map()
    const of = (online: boolean) => changes.filter(([, is]) => is === online).map(([id]) => id)
    this.#tell(
      new Frame({
        type: 'presence',
        room_id: null,
        data: { online: of(true), offline: of(false) },
      }),
    )
  }
}

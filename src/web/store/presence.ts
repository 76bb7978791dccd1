import { type ReadonlySignal, signal } from '@preact/signals'

/** Milliseconds for which one keystroke is shown; the server passes on one in two seconds. */
const TYPING = 6_000

/** Who is here, and who is typing where: true at this moment only. */
export class Presence {
  readonly online: ReadonlySignal<ReadonlySet<string>>
  /** The ids of those who type, by room. */
  readonly typing: ReadonlySignal<ReadonlyMap<number, readonly string[]>>
  readonly #online = signal<ReadonlySet<string>>(new Set())
  readonly #typing = signal<ReadonlyMap<number, readonly string[]>>(new Map())
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()

  constructor() {
    this.online = this.#online
    this.typing = this.#typing
  }

  replaceAll(users: readonly string[]): void {
    this.#online.value = new Set(users)
  }

  put(user: string, online: boolean): void {
    const all = new Set(this.#online.peek())
    if (online) all.add(user)
    else all.delete(user)
    this.#online.value = all
  }

  /** Nobody is seen any more: the connection is gone. */
  forget(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.#typing.value = new Map()
    this.#online.value = new Set()
  }

  type(room: number, user: string): void {
    const key = `${room} ${user}`
    clearTimeout(this.#timers.get(key))
    this.#timers.set(
      key,
      setTimeout(() => this.stop(room, user), TYPING),
    )
    const typing = this.#typing.peek().get(room) ?? []
    if (!typing.includes(user)) this.#set(room, [...typing, user])
  }

  /** Their message is there. */
  stop(room: number, user: string): void {
    const key = `${room} ${user}`
    clearTimeout(this.#timers.get(key))
    if (!this.#timers.delete(key)) return
    this.#set(
      room,
      (this.#typing.peek().get(room) ?? []).filter((one) => one !== user),
    )
  }

  #set(room: number, users: readonly string[]): void {
    const all = new Map(this.#typing.peek())
    if (users.length === 0) all.delete(room)
    else all.set(room, users)
    this.#typing.value = all
  }
}

import type { Chat } from '../harness/chat.ts'

/** A message that somebody was told is there, and what it says. */
export interface KnownMessage {
  readonly id: number
  content: string
}

/** A workspace under a soak, with all that its clients were told. */
export interface SoakedWorkspace {
  readonly chat: Chat
  /** Who takes one out to change it puts it back, so no two change one at the same time. */
  readonly messages: KnownMessage[]
  /** Ids of tombstones. */
  readonly deleted: number[]
  /** Set where somebody follows its events. */
  ledger?: EventLedger
}

/**
 * What the follower of a workspace has been told, against what was acknowledged. Holds only what
 * is not settled yet, so that it stays small however long it lasts.
 */
export class EventLedger {
  readonly faults: string[] = []
  readonly #expected = new Set<number>()
  readonly #early = new Set<number>()
  readonly #deleted = new Set<number>()
  #seq = 0

  acknowledged(id: number): void {
    if (!this.#early.delete(id)) this.#expected.add(id)
  }

  /** From now on nobody need be told that it was created. */
  deleted(id: number): void {
    this.#expected.delete(id)
    this.#deleted.add(id)
  }

  told(seq: number, created: number | undefined): void {
    if (seq <= this.#seq) this.faults.push(`event ${seq} came after ${this.#seq}`)
    this.#seq = seq
    if (created === undefined || this.#deleted.has(created)) return
    if (!this.#expected.delete(created)) this.#early.add(created)
  }

  giveUp(): void {
    this.#expected.clear()
    this.#early.clear()
  }

  /** Messages that the follower was not told of, or that nobody had acknowledged. */
  get unsettled(): number {
    return this.#expected.size + this.#early.size
  }
}

import { type ReadonlySignal, signal } from '@preact/signals'
import type { Message, UploadedFile } from '../../../client/generated/types.ts'
import { idempotencyKey } from '../../../client/idempotency-key.ts'
import type { Kept } from './kept.ts'
import { refusal } from './refusal.ts'
import { looksLike, type Unsent } from './unsent.ts'

export interface Written {
  readonly room: number
  readonly content: string
  readonly reply_to_id: number | null
  readonly file: UploadedFile | null
}

/** The server knows a key for 24 hours: after that it could not tell that it has the message. */
const TOO_OLD = 23 * 60 * 60_000
/** Milliseconds between attempts when nothing says that the network is back. */
const AGAIN = 15_000
/** After so many milliseconds the tab in which it was written seems to be gone. */
const ORPHANED = 60_000

/**
 * What waits to be sent: one message after the other in each room, in the order in which they were
 * written. It is kept until the server has confirmed it or whoever wrote it takes it back.
 */
export class Outbox {
  /** In the order in which they were written. */
  readonly unsent: ReadonlySignal<readonly Unsent[]>
  readonly #unsent = signal<readonly Unsent[]>([])
  readonly #kept: Kept<Unsent>
  readonly #send: (unsent: Unsent) => Promise<Message>
  readonly #sent: (message: Message) => void
  readonly #busy = new Set<number>()
  readonly #unwatch: () => void
  /** Written in this tab, or found when it was opened: other tabs send their own. */
  readonly #own = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  /**
   * @param send rejects with what the client throws
   * @param sent is told of each message that the server has confirmed
   */
  constructor(
    kept: Kept<Unsent>,
    send: (unsent: Unsent) => Promise<Message>,
    sent: (message: Message) => void,
  ) {
    this.unsent = this.#unsent
    this.#kept = kept
    this.#send = send
    this.#sent = sent
    const found = [...kept.all().values()].map(unlessTooOld)
    this.#unsent.value = found.toSorted((a, b) => (a.key < b.key ? -1 : 1))
    for (const { key } of found) this.#own.add(key)
    this.#unwatch = kept.watch((key, unsent) => this.#otherTab(key, unsent))
  }

  /** Puts a message on its way. */
  add(written: Written): void {
    const key = idempotencyKey()
    const at = new Date().toISOString()
    const unsent: Unsent = { ...written, key, at, state: 'waiting', problem: null, seen: null }
    this.#own.add(key)
    this.#put(unsent)
    this.flush()
  }

  /** Tries what waits: the connection is there, or back. */
  flush(): void {
    clearTimeout(this.#timer)
    for (const { room } of this.#unsent.peek()) void this.#sendRoom(room)
  }

  retry(key: string): void {
    this.#own.add(key)
    this.#change(key, { state: 'waiting', problem: null })
    this.flush()
  }

  /** Takes back what was not sent. */
  discard(key: string): void {
    this.#kept.remove(key)
    this.#unsent.value = this.#unsent.peek().filter((unsent) => unsent.key !== key)
  }

  /** A message of one's own has come by event: the answer may be on its way still. */
  recognise(message: Pick<Message, 'id' | 'room_id' | 'content' | 'reply_to_id' | 'file'>): void {
    const unsent = this.#unsent
      .peek()
      .find((one) => one.state !== 'failed' && one.seen === null && looksLike(one, message))
    if (unsent !== undefined) this.#change(unsent.key, { seen: message.id })
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#unwatch()
  }

  async #sendRoom(room: number): Promise<void> {
    if (this.#busy.has(room)) return
    this.#busy.add(room)
    try {
      for (;;) {
        const next = this.#unsent
          .peek()
          .find((one) => one.room === room && one.state === 'waiting' && this.#isOurs(one))
        if (next === undefined || this.#closed || !(await this.#attempt(next))) return
      }
    } finally {
      this.#busy.delete(room)
    }
  }

  /** @returns whether the next one may be tried */
  async #attempt(unsent: Unsent): Promise<boolean> {
    const { key } = unsent
    this.#own.add(key)
    this.#change(key, { state: 'sending', problem: null })
    try {
      const message = await this.#send(unsent)
      this.#sent(message)
      this.discard(key)
      return true
    } catch (error) {
      const problem = refusal(error)
      if (problem === null) {
        this.#change(key, { state: 'waiting' })
        if (!this.#closed) this.#timer = setTimeout(() => this.flush(), AGAIN)
        return false
      }
      this.#change(key, { state: 'failed', problem, seen: null })
      return true
    }
  }

  #isOurs({ key, at }: Unsent): boolean {
    return this.#own.has(key) || Date.now() - Date.parse(at) > ORPHANED
  }

  #put(unsent: Unsent): void {
    this.#kept.put(unsent.key, unsent)
    const others = this.#unsent.peek().filter(({ key }) => key !== unsent.key)
    this.#unsent.value = [...others, unsent]
  }

  #change(key: string, changes: Partial<Unsent>): void {
    this.#unsent.value = this.#unsent.peek().map((unsent) => {
      if (unsent.key !== key) return unsent
      const changed = { ...unsent, ...changes }
      if (this.#own.has(key)) this.#kept.put(key, changed)
      return changed
    })
  }

  /** Shown here too, but sent there. */
  #otherTab(key: string, unsent: Unsent | null): void {
    const known = this.#unsent.peek().find((one) => one.key === key)
    if (unsent !== null && this.#own.has(key)) return
    const others = this.#unsent.peek().filter((one) => one.key !== key)
    const seen = known?.seen ?? null
    const all = unsent === null ? others : [...others, { ...unsent, seen }]
    this.#unsent.value = all.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  }
}

function unlessTooOld(unsent: Unsent): Unsent {
  if (Date.now() - Date.parse(unsent.at) < TOO_OLD) return unsent
  const problem = 'Written more than a day ago. It may have been sent: look before you try again.'
  return { ...unsent, state: 'failed', problem }
}

import { batch, type ReadonlySignal, signal } from '@preact/signals'
import type { Message, MessageList } from '../../../client/generated/types.ts'
import { insert } from './insert.ts'

export interface PageQuery {
  readonly limit: number
  readonly before?: number
  readonly after?: number
  readonly around?: number
}

export type ReadPage = (query: PageQuery) => Promise<MessageList>

/** Messages per request. */
const PAGE = 50
/** What is loaded at the most: reading on at one end forgets the other. */
const MOST = 500

export type Loading = 'newest' | 'older' | 'newer' | 'around'

/**
 * A stretch of messages without a gap, which grows at both ends as it is read, and which events
 * keep true. What happens while a page is on its way is applied once it is there, since nobody
 * knows whether the page has it already.
 */
export class Timeline {
  /** Oldest first. */
  readonly messages: ReadonlySignal<readonly Message[]>
  readonly reachedStart: ReadonlySignal<boolean>
  /** Then new messages are added as they come. */
  readonly reachedEnd: ReadonlySignal<boolean>
  readonly loading: ReadonlySignal<Loading | null>
  /** What could not be read; reading it again may work. */
  readonly failed: ReadonlySignal<Loading | null>
  readonly #read: ReadPage
  readonly #messages = signal<readonly Message[]>([])
  readonly #reachedStart = signal(false)
  readonly #reachedEnd = signal(false)
  readonly #loading = signal<Loading | null>(null)
  readonly #failed = signal<Loading | null>(null)
  #meanwhile: (() => void)[] = []
  /** Only the last request counts. */
  #request = 0

  constructor(read: ReadPage) {
    this.#read = read
    this.messages = this.#messages
    this.reachedStart = this.#reachedStart
    this.reachedEnd = this.#reachedEnd
    this.loading = this.#loading
    this.failed = this.#failed
  }

  /** Whether anything was ever read. */
  get isEmpty(): boolean {
    return this.#messages.value.length === 0 && !this.#reachedEnd.value
  }

  openNewest(): Promise<void> {
    return this.#load('newest', {}, () => [])
  }

  /** What surrounds a message, in place of what is there; 0 for the very first ones. */
  openAround(id: number): Promise<void> {
    return this.#load('around', id === 0 ? { after: 0 } : { around: id }, () => [])
  }

  loadOlder(): Promise<void> {
    const oldest = this.#messages.value[0]
    if (oldest === undefined || this.#reachedStart.value || this.#loading.value !== null) {
      return Promise.resolve()
    }
    return this.#load('older', { before: oldest.id }, (known) => known)
  }

  loadNewer(): Promise<void> {
    const newest = this.#messages.value.at(-1)
    if (newest === undefined || this.#reachedEnd.value || this.#loading.value !== null) {
      return Promise.resolve()
    }
    return this.#load('newer', { after: newest.id }, (known) => known)
  }

  /** Reads anew what is shown, after events were missed. */
  refresh(): Promise<void> {
    const { value: known } = this.#messages
    const middle = known[Math.floor(known.length / 2)]
    if (this.#reachedEnd.value || middle === undefined) return this.openNewest()
    return this.openAround(middle.id)
  }

  /** A message as it is now: one more, or a newer version of one that is there. */
  put(message: Message): void {
    this.#apply(() => {
      const known = this.#messages.value
      const there = known.find(({ id }) => id === message.id)
      if (there !== undefined) {
        this.renew(message)
        return
      }
      const newest = known.at(-1)
      // Beyond an end that was not reached lies a gap, which reading on will fill.
      if (!this.#reachedEnd.value && (newest === undefined || message.id > newest.id)) return
      const oldest = known[0]
      if (!this.#reachedStart.value && oldest !== undefined && message.id < oldest.id) return
      this.#messages.value = insert(known, message)
    })
  }

  /**
   * A message that is there as an answer tells of it. Of reactions and replies events tell, and the
   * answer may be older than they are: that of a request which was sent again is the first one's.
   */
  renew(message: Message): void {
    this.change(message.id, (known) =>
      message.revision > known.revision
        ? { ...message, reactions: known.reactions, reply_count: known.reply_count }
        : known,
    )
  }

  change(id: number, to: (message: Message) => Message): void {
    this.#apply(() => {
      const known = this.#messages.value
      const index = known.findIndex((message) => message.id === id)
      const message = known[index]
      if (message !== undefined) this.#messages.value = known.with(index, to(message))
    })
  }

  remove(id: number): void {
    this.#apply(() => {
      this.#messages.value = this.#messages.value.filter((message) => message.id !== id)
    })
  }

  find(id: number): Message | undefined {
    return this.#messages.value.find((message) => message.id === id)
  }

  #apply(change: () => void): void {
    change()
    if (this.#loading.value !== null) this.#meanwhile.push(change)
  }

  async #load(
    what: Loading,
    query: Omit<PageQuery, 'limit'>,
    keep: (known: readonly Message[]) => readonly Message[],
  ): Promise<void> {
    this.#request += 1
    const request = this.#request
    this.#meanwhile = []
    batch(() => {
      this.#loading.value = what
      this.#failed.value = null
    })
    try {
      const page = await this.#read({ limit: PAGE, ...query })
      if (request !== this.#request) return
      batch(() => this.#receive(what, page, keep(this.#messages.value)))
    } catch {
      if (request !== this.#request) return
      batch(() => {
        this.#loading.value = null
        this.#failed.value = what
      })
    }
  }

  #receive(what: Loading, page: MessageList, known: readonly Message[]): void {
    const read = page.messages.toReversed()
    if (what !== 'newer') this.#reachedStart.value = page.next_cursor === null
    if (what !== 'older') this.#reachedEnd.value = page.prev_cursor === null
    if (what === 'older') {
      const all = [...read, ...known]
      if (all.length > MOST) this.#reachedEnd.value = false
      this.#messages.value = all.slice(0, MOST)
    } else {
      const all = [...known, ...read]
      if (all.length > MOST) this.#reachedStart.value = false
      this.#messages.value = all.slice(-MOST)
    }
    this.#loading.value = null
    const meanwhile = this.#meanwhile
    this.#meanwhile = []
    for (const change of meanwhile) change()
  }
}

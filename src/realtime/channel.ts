import type { WorkspaceRole } from '../auth/rows.ts'
import type { Logger } from '../log.ts'
import type { TenantPool } from '../tenancy/pool.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'
import type { AccessVersion } from './access-version.ts'
import { FAILED, TOO_SLOW, UNAVAILABLE } from './close-codes.ts'
import { type Batch, type DeliverableEvent, type Position, readBatch } from './event-batch.ts'
import type { LiveFigures } from './figures.ts'
import { Frame } from './frame.ts'
import { nextTurn } from './next-turn.ts'
import { Presence } from './presence.ts'
import { inSlices } from './slices.ts'
import type { Subscriber } from './subscriber.ts'
import type { LiveTimings } from './timings.ts'
import { Typing } from './typing.ts'

/** What every channel of the server shares. */
export interface ChannelContext {
  readonly pool: TenantPool<WorkspaceDatabase>
  readonly access: AccessVersion
  readonly figures: LiveFigures
  readonly log: Logger
  readonly timings: LiveTimings
  /** What a person is in a workspace. */
  readonly roleIn: (tenantId: string, personId: string) => WorkspaceRole | null
  /** Whether the subscriber may still be here; ends them otherwise. */
  readonly confirm: (subscriber: Subscriber, version: number) => boolean
}

/** Bytes that a device may lag behind. Whoever takes less is faster with another start. */
const MOST_BUFFERED = 1_024 ** 2
/** Milliseconds until a workspace that could not be read is tried again, and how often in a row. */
const RETRY = 500
const RETRIES = 20

/**
 * Everybody who follows one workspace. After each commit it reads what is new in the log, once for
 * all, and who of them is in the rooms that it is about, in one snapshot. Between times it holds
 * nothing of the workspace open.
 */
export class Channel {
  readonly presence: Presence
  readonly #id: string
  readonly #context: ChannelContext
  readonly #typing: Typing
  readonly #subscribers = new Set<Subscriber>()
  /** What all who are live have been told. */
  #epoch = 0
  #position = 0
  /** Moves with each commit. */
  #commits = 0
  #told = 0
  /** When the first commit was made that is not being told yet. */
  #changedAt: number | undefined
  #flushing = false
  #failures = 0

  constructor(id: string, context: ChannelContext) {
    this.#id = id
    this.#context = context
    this.presence = new Presence(context.timings.grace, (frame) => void this.#tellAll(frame))
    this.#typing = new Typing()
  }

  get size(): number {
    return this.#subscribers.size
  }

  /** Something may have been committed. */
  readonly changed = (): void => {
    this.#commits += 1
    this.#changedAt ??= performance.now()
    this.#flushSoon()
  }

  /** Takes them in where they stand; events follow from there. */
  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber)
    this.presence.arrive(subscriber.userId)
    void this.#catchUp(subscriber)
  }

  remove(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber)) return
    this.presence.leave(subscriber.userId)
    if (this.size === 0) this.presence.close()
  }

  /** Tells the others in the room, if the subscriber is in it, that they are typing. */
  async typing(subscriber: Subscriber, roomId: number): Promise<void> {
    if (!this.#typing.isDue(subscriber.userId, roomId)) return
    const { pool } = this.#context
    const members = await pool.read({ id: this.#id }, (db) =>
      db.roomMembers.membersAmong(roomId, this.#userIds()),
    )
    if (subscriber.ended || !members.has(subscriber.userId)) return
    const frame = new Frame({
      type: 'typing',
      room_id: roomId,
      data: { user_id: subscriber.userId },
    })
    await this.#tellAll(frame, (userId) => userId !== subscriber.userId && members.has(userId))
  }

  async #tellAll(frame: Frame, to: (userId: string) => boolean = () => true): Promise<void> {
    await inSlices([...this.#subscribers], (subscriber) => {
      if (!subscriber.ended && to(subscriber.userId)) this.#send(subscriber, [frame])
    })
  }

  #flushSoon(): void {
    if (this.#flushing) return
    this.#flushing = true
    // Whoever has written is answered first.
    setImmediate(() => void this.#flush())
  }

  async #flush(): Promise<void> {
    let since: number | undefined
    while (this.size > 0 && this.#told !== this.#commits) {
      const commits = this.#commits
      since ??= this.#changedAt
      this.#changedAt = undefined
      try {
        const more = await this.#tellNew()
        this.#failures = 0
        if (more) continue
        this.#told = commits
        const now = performance.now()
        this.#context.figures.lag.observe((now - (since ?? now)) / 1_000)
        since = undefined
      } catch (error) {
        await this.#failed(error)
      }
    }
    this.#flushing = false
  }

  /** The workspace cannot be read: it is busy, held, or damaged. */
  async #failed(err: unknown): Promise<void> {
    this.#failures += 1
    this.#context.log.debug({ err, tenant: this.#id }, 'new events could not be read')
    if (this.#failures <= RETRIES) {
      await new Promise((resolve) => setTimeout(resolve, RETRY).unref())
      return
    }
    for (const { outlet } of [...this.#subscribers]) outlet.end(UNAVAILABLE)
  }

  /** @returns whether there is more than was told */
  async #tellNew(): Promise<boolean> {
    if (!this.#anyLive()) return false
    const batch = await this.#read(() => ({ epoch: this.#epoch, position: this.#position }))
    // Only now: whoever has become live since has read at least as much, or is told here.
    const live = [...this.#subscribers].filter((subscriber) => subscriber.live)
    this.#epoch = batch.epoch
    this.#position = batch.position
    let version = 0
    await inSlices(
      live,
      (subscriber) => {
        if (!subscriber.ended) this.#deliver(subscriber, batch, version)
      },
      () => {
        version = this.#context.access.now()
      },
    )
    return batch.more
  }

  async #catchUp(subscriber: Subscriber): Promise<void> {
    try {
      while (!subscriber.ended) {
        const commits = this.#commits
        const batch = await this.#read(() => subscriber)
        if (subscriber.ended) return
        this.#deliver(subscriber, batch, this.#context.access.now())
        await subscriber.outlet.drained()
        if (subscriber.ended) return
        if (!batch.more && this.#becomesLive(subscriber)) {
          // What was committed after that was read, and told to nobody if nobody was live.
          if (commits !== this.#commits) this.changed()
          return
        }
        await nextTurn()
      }
    } catch (error) {
      this.#context.log.debug({ err: error, tenant: this.#id }, 'old events could not be read')
      subscriber.outlet.end(UNAVAILABLE)
    }
  }

  /** Whoever knows as much as all who are live is live as well. */
  #becomesLive(subscriber: Subscriber): boolean {
    if (!this.#anyLive()) {
      this.#epoch = subscriber.epoch
      this.#position = subscriber.position
    }
    if (subscriber.epoch !== this.#epoch || subscriber.position < this.#position) return false
    subscriber.live = true
    return true
  }

  #anyLive(): boolean {
    for (const { live } of this.#subscribers) if (live) return true
    return false
  }

  /** @param from where to go on; asked when it is read, after whatever wait */
  #read(from: () => Position): Promise<Batch> {
    const id = this.#id
    const roleOf = (personId: string) => this.#context.roleIn(id, personId)
    return this.#context.pool.read({ id }, (db) => readBatch(db, from(), this.#userIds(), roleOf))
  }

  #userIds(): string[] {
    return [...new Set(Array.from(this.#subscribers, ({ userId }) => userId))]
  }

  #deliver(subscriber: Subscriber, batch: Batch, version: number): void {
    if (!this.#context.confirm(subscriber, version)) return
    if (batch.lost || subscriber.epoch !== batch.epoch) {
      if (subscriber.epoch === batch.epoch && subscriber.position >= batch.position) return
      this.#resync(subscriber, batch)
      return
    }
    const frames = framesFor(subscriber, batch.events)
    subscriber.position = Math.max(subscriber.position, batch.position)
    if (frames.length === 0) return
    this.#context.figures.deliveries += frames.length
    this.#send(subscriber, frames)
  }

  #send(subscriber: Subscriber, frames: readonly Frame[]): void {
    const { outlet } = subscriber
    try {
      outlet.send(frames)
    } catch (err) {
      // Whatever it is, the others are not to miss anything for it.
      this.#context.log.error({ err, tenant: this.#id }, 'a connection could not be written to')
      outlet.end(FAILED)
    }
    // Whoever catches up is waited for instead.
    if (subscriber.live && outlet.buffered > MOST_BUFFERED) {
      this.#context.figures.slowConsumers += 1
      outlet.end(TOO_SLOW)
    }
  }

  #resync(subscriber: Subscriber, { epoch, position }: Batch): void {
    subscriber.epoch = epoch
    subscriber.position = position
    subscriber.outlet.resync(subscriber.cursor)
  }
}

function framesFor(subscriber: Subscriber, events: readonly DeliverableEvent[]): Frame[] {
  const frames: Frame[] = []
  for (const { seq, to, frame } of events) {
    if (seq > subscriber.position && (to === null || to.has(subscriber.userId))) frames.push(frame)
  }
  return frames
}

import type { WorkspaceAccess } from '../auth/authority.ts'
import { readAs } from '../auth/projection.ts'
import { parseCursor } from '../models/event-cursor.ts'
import { Problem, unavailable } from '../problem.ts'
import type { Services } from '../services.ts'
import { AccessVersion } from './access-version.ts'
import { Admissions } from './admissions.ts'
import { Channel, type ChannelContext } from './channel.ts'
import { type Closing, closingAfter, REMOVED, RESTARTING } from './close-codes.ts'
import { endOfLog, type Position } from './event-batch.ts'
import { LiveFigures, type LiveStatistics } from './figures.ts'
import { Frame } from './frame.ts'
import { Heartbeats } from './heartbeats.ts'
import type { Outlet } from './outlet.ts'
import { inSlices } from './slices.ts'
import { Subscriber } from './subscriber.ts'
import { LIVE_TIMINGS, type LiveTimings } from './timings.ts'

/** How soon it is noticed that somebody has lost their rights, by whichever process; milliseconds. */
const LOOK_EVERY = 250
/** A session that was used meanwhile ends later: it is looked at again after so long. */
const PROLONGED = 60_000

/** Where somebody stands who wants to follow a workspace. */
type Start =
  | (Position & { readonly kind: 'ok'; readonly userId: string })
  /** Their cursor is of another log, too old or of the future. */
  | { readonly kind: 'resync'; readonly cursor: string }

/** Everybody who follows a workspace as things happen, in whichever way they are connected. */
export class Live {
  readonly #figures = new LiveFigures()
  readonly #admissions = new Admissions()
  readonly #services: Services
  readonly #access: AccessVersion
  readonly #channels = new Map<string, Channel>()
  readonly timings: LiveTimings
  readonly #heartbeats: Heartbeats
  readonly #context: ChannelContext
  #timer: ReturnType<typeof setInterval> | undefined
  /** Every connection, and who follows by it; null as long as nobody does. */
  readonly #outlets = new Map<Outlet, Subscriber | null>()
  /** How many of them somebody follows by. */
  #following = 0
  #checking = false
  #closing = false

  constructor(services: Services, timings: Partial<LiveTimings> = {}) {
    const { pool } = services.tenants
    this.timings = { ...LIVE_TIMINGS, ...timings }
    this.#heartbeats = new Heartbeats(this.timings.heartbeat)
    this.#services = services
    this.#access = new AccessVersion(services.auth.database.sql)
    this.#context = {
      pool,
      access: this.#access,
      figures: this.#figures,
      log: services.log,
      timings: this.timings,
      roleIn: (id, personId) => services.auth.memberships.find(id, personId)?.role ?? null,
      confirm: (subscriber, version) => this.#confirm(subscriber, version),
    }
    pool.onChange.add((id) => this.#channels.get(id)?.changed())
  }

  /** @throws Problem 503 when nobody is let in (any more) */
  assertOpen(): void {
    if (this.#closing) throw unavailable('stopping', 'The server is stopping.', 1)
    this.#admissions.assertFewUnknown(this.#outlets.size - this.#following)
  }

  /** A connection that may follow later. The last word about it is {@link gone}. */
  opened(outlet: Outlet): void {
    this.#outlets.set(outlet, null)
    this.#timer ??= setInterval(() => void this.#checkAll(), LOOK_EVERY)
  }

  /** The connection has ended, from whichever side. */
  gone(outlet: Outlet): void {
    const subscriber = this.#outlets.get(outlet)
    this.#outlets.delete(outlet)
    if (subscriber) this.#leave(subscriber)
    if (this.#outlets.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /**
   * Follows a workspace: says hello, tells what has happened since the cursor, and then what
   * happens. Nobody is told anything twice, and nothing that they may see is left out.
   *
   * @param after a cursor; null for from now on
   * @returns undefined where the outlet cannot follow: it has gone, or was told to resync
   * @throws Problem 404, 423, 429, 503, and what the pool throws
   */
  async follow(
    access: WorkspaceAccess,
    outlet: Outlet,
    after: string | null,
  ): Promise<Subscriber | undefined> {
    const version = this.#access.now()
    const start = await this.#start(access, after)
    if (!this.#outlets.has(outlet)) return undefined
    if (start.kind === 'resync') {
      return outlet.resync(start.cursor) ? this.follow(access, outlet, null) : undefined
    }
    this.#admissions.take(access.id, access.caller.personId)
    const subscriber = new Subscriber(access, outlet, start, version)
    this.#outlets.set(outlet, subscriber)
    this.#following += 1
    this.#heartbeats.add(subscriber)
    const channel = this.#channelOf(access.id)
    const { cursor, userId } = subscriber
    const present = [...new Set([...channel.presence.present(), userId])]
    outlet.send([new Frame({ type: 'hello', cursor, user_id: userId, present }, cursor)])
    channel.add(subscriber)
    return subscriber
  }

  /** Tells the others in the room that they are typing. That nobody could be told is no matter. */
  async typing(subscriber: Subscriber, roomId: number): Promise<void> {
    try {
      await this.#channels.get(subscriber.access.id)?.typing(subscriber, roomId)
    } catch (err) {
      this.#services.log.debug({ err, tenant: subscriber.access.id }, 'typing was told to nobody')
    }
  }

  /** Connections of each kind, and what was done with them. */
  statistics(): LiveStatistics {
    const outlets = [...this.#outlets.keys()]
    const streams = outlets.filter(({ kind }) => kind === 'stream').length
    return { ...this.#figures, sockets: outlets.length - streams, streams }
  }

  /** Ends every connection, at once, and lets nobody in any more. */
  close(): void {
    this.#closing = true
    for (const outlet of [...this.#outlets.keys()]) outlet.end(RESTARTING)
  }

  #leave(subscriber: Subscriber): void {
    subscriber.ended = true
    this.#following -= 1
    const { id, caller } = subscriber.access
    this.#admissions.give(id, caller.personId)
    this.#heartbeats.remove(subscriber)
    const channel = this.#channels.get(id)
    channel?.remove(subscriber)
    if (channel?.size === 0) this.#channels.delete(id)
  }

  #start(access: WorkspaceAccess, after: string | null): Promise<Start> {
    return readAs(this.#services.tenants.pool, access, (db, { id: userId }): Start => {
      if (after === null) return { kind: 'ok', userId, ...endOfLog(db) }
      const position = parseCursor(after)
      if (position === null || db.events.check(after) !== 'ok') {
        return { kind: 'resync', cursor: db.events.cursor() }
      }
      return { kind: 'ok', userId, epoch: position.epoch, position: position.seq }
    })
  }

  #channelOf(id: string): Channel {
    const known = this.#channels.get(id)
    if (known) return known
    const channel = new Channel(id, this.#context)
    this.#channels.set(id, channel)
    return channel
  }

  #subscribers(): Subscriber[] {
    return [...this.#outlets.values()].filter((subscriber) => subscriber !== null)
  }

  /** Whoever's rights were not looked at since somebody has lost one, or whose credential may have ended. */
  async #checkAll(): Promise<void> {
    if (this.#checking) return
    this.#checking = true
    try {
      const version = this.#access.now()
      const now = Date.now()
      const due = this.#subscribers().filter(
        ({ checkedAt, endsAt }) => checkedAt !== version || endsAt <= now,
      )
      await inSlices(due, (subscriber) => {
        if (subscriber.endsAt <= now) subscriber.checkedAt = Number.NaN
        if (!subscriber.ended) this.#confirm(subscriber, version)
      })
    } catch (err) {
      this.#services.log.error({ err }, 'the rights of those who follow could not be looked at')
    } finally {
      this.#checking = false
    }
  }

  #confirm(subscriber: Subscriber, version: number): boolean {
    if (subscriber.checkedAt === version) return true
    try {
      subscriber.access.recheck()
      subscriber.checkedAt = version
      const now = Date.now()
      if (subscriber.endsAt <= now) subscriber.endsAt = now + PROLONGED
      return true
    } catch (error) {
      subscriber.outlet.end(this.#closingOf(subscriber, error))
      return false
    }
  }

  /** Somebody who is not found may be no member any more, or there is no workspace any more. */
  #closingOf({ access }: Subscriber, error: unknown): Closing {
    const notFound = error instanceof Problem && error.status === 404
    const state = this.#services.tenants.registry.findById(access.id)?.state
    const exists = state !== undefined && state !== 'deleting' && state !== 'provisioning'
    return notFound && exists ? REMOVED : closingAfter(error)
  }
}

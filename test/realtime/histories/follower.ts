import { type Conclave, connect } from '../../../client/conclave.ts'
import type { LogEvent } from '../../../client/live/events.ts'
import { isProblem } from '../../../client/problem.ts'
import { fetchAnew } from './fetch-anew.ts'
import { findOverview, load, loadRoom } from './load.ts'
import type { Model, Wish } from './model.ts'

/** Something that a device was told, and when. */
export interface Told {
  readonly event: LogEvent
  /** As of `Date.now()`. */
  readonly at: number
}

/** A stretch of the log that a device was told without a gap, as far as it knows. */
export interface Stretch {
  /** Who it is in the workspace. */
  readonly me: string
  readonly epoch: string
  /** Where it began. */
  readonly after: number
  readonly told: Told[]
}

/** The workspace does not know this person (any more). */
export class Outsider extends Error {
  override name = 'Outsider'
}

/**
 * The part of a device that knows nothing of connections: it loads, and applies one event after
 * the other. What has to be asked for is waited for, so an answer never undoes a later event.
 */
export class Follower {
  /** All that came, also what was of no use any more. */
  readonly heard: Told[] = []
  readonly stretches: Stretch[] = []
  /** What went wrong inside; checked at the end. */
  readonly failures: unknown[] = []
  readonly #conclave: Conclave
  readonly #workspace: string
  #model: Model | undefined
  #queue: Promise<void> = Promise.resolve()
  /** Moves when all is loaded anew: what was waiting is part of that. */
  #load = 0
  #closed = false

  constructor(url: string, token: string, workspace: string) {
    this.#conclave = connect({ url, token, retries: 0, fetch: fetchAnew })
    this.#workspace = workspace
  }

  get model(): Model {
    if (!this.#model) throw new Error('nothing is loaded yet')
    return this.#model
  }

  /** Knows nothing, so that it has to be loaded before anything else. */
  get isBlank(): boolean {
    return this.#model === undefined
  }

  /** Fetches everything. @returns the cursor that belongs to it. @throws Outsider */
  loadAll(): Promise<string> {
    this.#load += 1
    this.#model = undefined
    const loaded = this.#queue.then(async () => {
      const { model, cursor } = await this.#patiently(() => load(this.#conclave, this.#workspace))
      this.#model = model
      const [epoch = '', seq] = cursor.split('.')
      this.stretches.push({ me: model.me, epoch, after: Number(seq), told: [] })
      return cursor
    })
    this.#queue = loaded.then(
      () => undefined,
      () => undefined,
    )
    return loaded
  }

  receive(event: LogEvent): void {
    const told = { event, at: Date.now() }
    this.heard.push(told)
    const mine = this.#load
    this.#queue = this.#queue.then(async () => {
      if (mine !== this.#load || !this.#model) return
      this.stretches.at(-1)?.told.push(told)
      const wish = this.#model.apply(event)
      if (wish) await this.#fulfil(wish, this.#model)
    })
    this.#queue = this.#queue.catch((error: unknown) => {
      // What it knows is of no use any more.
      this.#model = undefined
      if (!(error instanceof Outsider)) this.failures.push(error)
    })
  }

  /** Resolves when all that came so far is applied. */
  async settled(): Promise<void> {
    let seen: Promise<void> | undefined
    while (seen !== this.#queue) {
      seen = this.#queue
      await seen
    }
  }

  close(): void {
    this.#closed = true
  }

  async #fulfil(wish: Wish, model: Model): Promise<void> {
    const workspace = this.#workspace
    if (wish.load === 'workspace') {
      model.workspace = await this.#patiently(() => this.#conclave.getWorkspace({ workspace }))
      return
    }
    const found = await this.#patiently(() => findOverview(this.#conclave, workspace, wish.room))
    if (wish.load === 'unread') {
      const room = model.rooms.get(wish.room)
      if (!room || !found) return
      const { last_read_message_id, unread_count, mention_count, last_message } = found
      Object.assign(room.overview, { last_read_message_id, unread_count, mention_count })
      room.counted = last_message?.id ?? 0
      return
    }
    const loaded =
      found && (await this.#patiently(() => loadRoom(this.#conclave, workspace, found)))
    if (loaded) model.rooms.set(wish.room, loaded)
    else model.rooms.delete(wish.room)
  }

  /** Servers are restarted, and workspaces put back, while somebody loads. */
  async #patiently<T>(read: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await read()
      } catch (error) {
        if (isProblem(error, 'workspace_not_found')) throw new Outsider()
        const passes = !isProblem(error) || error.status === 503
        if (!passes || this.#closed) throw error
        await Bun.sleep(10)
      }
    }
  }
}

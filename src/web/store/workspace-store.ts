import { batch, type ReadonlySignal, signal } from '@preact/signals'
import type { Conclave } from '../../../client/conclave.ts'
import type { Message, User, Workspace } from '../../../client/generated/types.ts'
import type { LiveEvent, LogEvent } from '../../../client/live/events.ts'
import type { Live, LiveState } from '../../../client/live/live.ts'
import { applyEvent } from './apply-event.ts'
import { Drafts, readDraft } from './drafts.ts'
import { Kept } from './kept.ts'
import { Members } from './members.ts'
import { Outbox } from './outbox.ts'
import { People } from './people.ts'
import { Presence } from './presence.ts'
import { ReadMarkers } from './read-markers.ts'
import { Rooms } from './rooms.ts'
import { readSnapshot, type Snapshot, seqOf } from './snapshot.ts'
import { Timelines } from './timelines.ts'
import { bodyOf, readUnsent } from './unsent.ts'
import { Uploads } from './uploads.ts'

/**
 * What the client knows of one workspace: everything shown is read from here. It begins with a
 * snapshot and is kept true by events.
 */
export class WorkspaceStore {
  readonly conclave: Conclave
  /** For requests: unlike the slug it never changes. */
  readonly id: string
  readonly workspace: ReadonlySignal<Workspace>
  /** The one who is signed in, as a user of this workspace. */
  readonly me: ReadonlySignal<User>
  readonly connection: ReadonlySignal<LiveState>
  readonly rooms = new Rooms()
  readonly people: People
  readonly presence = new Presence()
  readonly timelines: Timelines
  readonly members: Members
  readonly outbox: Outbox
  readonly uploads: Uploads
  readonly drafts: Drafts
  readonly #workspace
  readonly #me
  readonly #connection = signal<LiveState>({ phase: 'connecting' })
  readonly #markers: ReadMarkers
  readonly #lastRoom: Kept<number>
  readonly #live: Live
  #reloading: Promise<void> | null = null
  #nextReload: Promise<void> | null = null
  #meanwhile: LogEvent[] = []
  #asked = 0
  /** Something that an event told to read could not be read. */
  #behind = false

  constructor(conclave: Conclave, snapshot: Snapshot, person: string) {
    const { id } = snapshot.workspace
    this.conclave = conclave
    this.id = id
    this.#workspace = signal(snapshot.workspace)
    this.#me = signal(snapshot.me)
    this.workspace = this.#workspace
    this.me = this.#me
    this.connection = this.#connection
    this.people = new People((user) => conclave.getUser({ workspace: id, user }))
    this.timelines = new Timelines(conclave, id, (messages) => this.#meet(messages))
    this.members = new Members(conclave, id, (members) =>
      this.people.meet(members.map(({ user }) => user)),
    )
    const kept = `conclave:${person}:${id}`
    this.#lastRoom = new Kept(kept, (value) => (typeof value === 'number' ? value : null))
    this.drafts = new Drafts(new Kept(`${kept}:draft`, readDraft))
    this.outbox = new Outbox(
      new Kept(`${kept}:unsent`, readUnsent),
      (unsent) =>
        conclave.sendMessage(
          { workspace: id, room: unsent.room, body: bodyOf(unsent) },
          { idempotencyKey: unsent.key },
        ),
      (message) => this.put(message),
    )
    this.uploads = new Uploads(id, (place, file) => {
      const { files } = this.drafts.of(place).peek()
      this.drafts.change(place, { files: [...files, file] })
    })
    this.#markers = new ReadMarkers((room, message_id) =>
      conclave.markRoomRead({ workspace: id, room, body: { message_id } }),
    )
    this.#take(snapshot)
    this.#live = conclave.workspace(id).live({
      after: snapshot.cursor,
      onEvent: (event) => this.#apply(event),
      onResync: () => this.#resync(),
      onState: (state) => this.#connectionIs(state),
    })
    this.outbox.flush()
  }

  /** Its name in addresses of pages. */
  get slug(): string {
    return this.workspace.value.slug
  }

  /** A message as the server has just answered it. */
  put(message: Message): void {
    batch(() => {
      this.#meet([message])
      for (const timeline of this.timelines.of(message)) timeline.put(message)
      this.rooms.receive(message, this.me.peek().id)
    })
  }

  /** One has seen everything up to this message. */
  markRead(room: number, message: number): void {
    const known = this.rooms.all.peek().get(room)
    if (known === undefined || known.last_read_message_id >= message) return
    this.rooms.see(room, message)
    this.#markers.move(room, message)
  }

  typing(room: number): void {
    this.#live.typing(room)
  }

  /** The room that was open last, on this device. */
  get lastRoom(): number | null {
    return this.#lastRoom.get('room')
  }

  remember(room: number): void {
    this.#lastRoom.put('room', room)
  }

  /** Now, rather than when the client would by itself. */
  reconnect(): void {
    this.#live.reconnect()
    this.outbox.flush()
  }

  /** Reads my rooms anew, after something of which no event tells enough. */
  reload(): Promise<void> {
    if (this.#reloading === null) {
      this.#reloading = this.#reload().finally(() => {
        this.#reloading = null
      })
      return this.#reloading
    }
    // The one that is under way may have begun too early: one more, for all who ask meanwhile.
    this.#nextReload ??= this.#reloading.then(() => {
      this.#nextReload = null
      return this.reload()
    })
    return this.#nextReload
  }

  async reloadWorkspace(): Promise<void> {
    this.#asked += 1
    const asked = this.#asked
    const workspace = await this.conclave.getWorkspace({ workspace: this.id })
    // Only the last answer counts.
    if (asked === this.#asked) this.#workspace.value = workspace
  }

  /** An event says that something is to be read. What cannot be read now is with the next connection. */
  follow(reading: Promise<void>): void {
    reading.catch(() => {
      this.#behind = true
    })
  }

  changeMe(changes: Partial<User>): void {
    this.#me.value = { ...this.#me.peek(), ...changes }
  }

  close(): void {
    this.#live.close()
    this.outbox.close()
    this.presence.forget()
  }

  #apply(event: LiveEvent): void {
    batch(() => applyEvent(this, event))
    if (this.#reloading !== null && 'seq' in event) this.#meanwhile.push(event)
  }

  /** What happens while the snapshot is on its way may be newer than it. */
  async #reload(): Promise<void> {
    this.#meanwhile = []
    const snapshot = await readSnapshot(this.conclave, this.id)
    const known = seqOf(snapshot.cursor)
    const newer = this.#meanwhile.filter(({ seq }) => seq > known)
    batch(() => {
      this.#take(snapshot)
      for (const event of newer) applyEvent(this, event)
    })
  }

  #take({ workspace, me, rooms }: Snapshot): void {
    batch(() => {
      this.#workspace.value = workspace
      this.#me.value = me
      this.rooms.replaceAll(rooms)
      this.people.meet([
        me,
        ...rooms.flatMap((room) => [room.with, room.last_message?.user ?? null]),
      ])
    })
  }

  async #resync(): Promise<string> {
    const snapshot = await readSnapshot(this.conclave, this.id)
    this.#take(snapshot)
    this.members.refresh()
    await this.timelines.refresh()
    return snapshot.cursor
  }

  #connectionIs(state: LiveState): void {
    batch(() => {
      this.#connection.value = state
      if (state.phase === 'live') this.presence.replaceAll(state.present)
      else this.presence.forget()
    })
    if (state.phase !== 'live') return
    this.outbox.flush()
    void this.#markers.flush()
    if (!this.#behind) return
    this.#behind = false
    this.follow(this.reload())
  }

  #meet(messages: readonly Message[]): void {
    this.people.meet(messages.map(({ user }) => user))
  }
}

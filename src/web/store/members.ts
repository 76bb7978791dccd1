import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Conclave } from '../../../client/conclave.ts'
import type { RoomMember } from '../../../client/generated/types.ts'

/** More than anybody looks through; in larger rooms the list says that it is not all. */
const MOST = 1_000

type Change = (members: readonly RoomMember[]) => readonly RoomMember[]

interface Known {
  /** Null until they are there. */
  readonly members: Signal<readonly RoomMember[] | null>
  /** What has happened since they were asked for: the answer may be older. Null: none is awaited. */
  meanwhile: Change[] | null
}

/** Who is in a room, read when somebody asks and kept true by events from then on. */
export class Members {
  readonly #conclave: Conclave
  readonly #workspace: string
  readonly #met: (members: readonly RoomMember[]) => void
  readonly #rooms = new Map<number, Known>()

  /** @param met is told of everybody that is read */
  constructor(
    conclave: Conclave,
    workspace: string,
    met: (members: readonly RoomMember[]) => void,
  ) {
    this.#conclave = conclave
    this.#workspace = workspace
    this.#met = met
  }

  /** By their ids; null until they are there. */
  of(room: number): ReadonlySignal<readonly RoomMember[] | null> {
    const known = this.#rooms.get(room)
    if (known !== undefined) return known.members
    const asked: Known = { members: signal(null), meanwhile: null }
    this.#rooms.set(room, asked)
    void this.#read(room, asked)
    return asked.members
  }

  put(member: RoomMember): void {
    this.#change(member.room_id, (members) => {
      const others = members.filter(({ user }) => user.id !== member.user.id)
      return [...others, member].toSorted((a, b) => (a.user.id < b.user.id ? -1 : 1))
    })
  }

  remove(room: number, user: string): void {
    this.#change(room, (members) => members.filter((one) => one.user.id !== user))
  }

  /** One is not in the room any more, and is told nothing of it. */
  forgetRoom(room: number): void {
    this.#rooms.delete(room)
  }

  /** Events were missed: all are read anew. */
  refresh(): void {
    for (const [room, known] of this.#rooms) void this.#read(room, known)
  }

  #change(room: number, change: Change): void {
    const known = this.#rooms.get(room)
    if (known === undefined) return
    known.meanwhile?.push(change)
    const { members } = known
    if (members.value !== null) members.value = change(members.value)
  }

  async #read(room: number, known: Known): Promise<void> {
    const meanwhile: Change[] = []
    known.meanwhile = meanwhile
    const found: RoomMember[] = []
    const where = { workspace: this.#workspace, room, limit: 100 }
    try {
      for await (const member of this.#conclave.each('listRoomMembers', where)) {
        found.push(member)
        if (found.length === MOST) break
      }
      // Only the last request counts.
      if (known.meanwhile !== meanwhile) return
      this.#met(found)
      known.meanwhile = null
      let members: readonly RoomMember[] = found
      for (const change of meanwhile) members = change(members)
      known.members.value = members
    } catch {
      // Not now: whoever asks next tries again.
      if (this.#rooms.get(room) === known) this.#rooms.delete(room)
    }
  }
}

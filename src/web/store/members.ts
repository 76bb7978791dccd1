import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Conclave } from '../../../client/conclave.ts'
import type { RoomMember } from '../../../client/generated/types.ts'

/** More than anybody looks through; in larger rooms the list says that it is not all. */
const MOST = 1_000

/** Who is in a room, read when somebody asks and kept true by events from then on. */
export class Members {
  readonly #conclave: Conclave
  readonly #workspace: string
  readonly #met: (members: readonly RoomMember[]) => void
  readonly #rooms = new Map<number, Signal<readonly RoomMember[] | null>>()

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
    let members = this.#rooms.get(room)
    if (members === undefined) {
      members = signal<readonly RoomMember[] | null>(null)
      this.#rooms.set(room, members)
      void this.#read(room, members)
    }
    return members
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

  /** Events were missed: whoever asks next reads anew. */
  forget(): void {
    for (const [room, members] of this.#rooms) void this.#read(room, members)
  }

  #change(room: number, to: (members: readonly RoomMember[]) => readonly RoomMember[]): void {
    const members = this.#rooms.get(room)
    if (members?.value) members.value = to(members.value)
  }

  async #read(room: number, members: Signal<readonly RoomMember[] | null>): Promise<void> {
    const found: RoomMember[] = []
    const where = { workspace: this.#workspace, room, limit: 100 }
    try {
      for await (const member of this.#conclave.each('listRoomMembers', where)) {
        found.push(member)
        if (found.length === MOST) break
      }
      this.#met(found)
      members.value = found
    } catch {
      // Not now: whoever asks next tries again.
      this.#rooms.delete(room)
    }
  }
}

import { type ReadonlySignal, signal } from '@preact/signals'
import type { UserSummary } from '../../../client/generated/types.ts'
import { isProblem } from '../../../client/problem.ts'

/** Everybody whom the client has heard of, as they are called now. */
export class People {
  readonly all: ReadonlySignal<ReadonlyMap<string, UserSummary>>
  /** Moves when somebody comes, goes or is called something else: lists of them are read anew. */
  readonly version: ReadonlySignal<number>
  readonly #all = signal<ReadonlyMap<string, UserSummary>>(new Map())
  readonly #version = signal(0)
  readonly #fetch: (user: string) => Promise<UserSummary>
  readonly #asked = new Set<string>()

  /** @param fetch asks the server about one whom nothing has told of yet */
  constructor(fetch: (user: string) => Promise<UserSummary>) {
    this.all = this.#all
    this.version = this.#version
    this.#fetch = fetch
  }

  /** Somebody of whom only the id is known: undefined until the server has been asked. */
  get(id: string): UserSummary | undefined {
    const known = this.#all.value.get(id)
    if (known === undefined && !this.#asked.has(id)) {
      this.#asked.add(id)
      this.#fetch(id).then(
        (user) => this.meet([user]),
        // Nobody of that id is asked for once; without a network, again.
        (error: unknown) => !isProblem(error) && this.#asked.delete(id),
      )
    }
    return known
  }

  /** The newest that is known of somebody, else what the caller has of them. */
  now(user: UserSummary): UserSummary
  now(user: UserSummary | null): UserSummary | null
  now(user: UserSummary | null): UserSummary | null {
    return user === null ? null : (this.#all.value.get(user.id) ?? user)
  }

  /** @param name lower-cased */
  byUsername(name: string): UserSummary | undefined {
    for (const user of this.#all.value.values()) {
      if (user.username?.toLowerCase() === name) return user
    }
    return undefined
  }

  /** Adds whom nobody has told of yet. What an event has told stays: it may be newer. */
  meet(users: Iterable<UserSummary | null>): void {
    const known = this.#all.peek()
    const news = [...users].filter((user) => user !== null && !known.has(user.id))
    if (news.length === 0) return
    const all = new Map(known)
    for (const user of news) if (user !== null) all.set(user.id, summary(user))
    this.#all.value = all
  }

  /** An event has told of somebody in the workspace. */
  moveOn(): void {
    this.#version.value += 1
  }

  /** As an event tells of them. */
  put(user: UserSummary): void {
    this.#all.value = new Map(this.#all.peek()).set(user.id, summary(user))
  }
}

function summary({ id, username, name, avatar_url }: UserSummary): UserSummary {
  return { id, username, name, avatar_url }
}

import { type ReadonlySignal, signal } from '@preact/signals'
import type { UserSummary } from '../../../client/generated/types.ts'

/** Everybody whom the client has heard of, as they are called now. */
export class People {
  readonly all: ReadonlySignal<ReadonlyMap<string, UserSummary>>
  readonly #all = signal<ReadonlyMap<string, UserSummary>>(new Map())

  constructor() {
    this.all = this.#all
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

  /** As an event tells of them. */
  put(user: UserSummary): void {
    this.#all.value = new Map(this.#all.peek()).set(user.id, summary(user))
  }
}

function summary({ id, username, name, avatar_url }: UserSummary): UserSummary {
  return { id, username, name, avatar_url }
}

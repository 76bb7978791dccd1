import type { Log } from './crash-states.ts'
import type { Found } from './found.ts'

/** Something that a client asked for. */
export interface Deed {
  /** What stands in its answer, and in no other: its request id, unless it says otherwise. */
  readonly answer: string
  readonly name: string
  /** Whether it is there. What was asked for later may have changed it since. */
  readonly holds: (found: Found) => boolean
}

/** What the clients of a recorded server asked for, and every text that may be found because of it. */
export class Deeds {
  readonly all: Deed[] = []
  readonly secrets: string[] = []
  readonly #contents = new Set<string>()
  #count = 0

  /** A request id that nobody else has. */
  next(): string {
    this.#count += 1
    return `deed-${this.#count}-`
  }

  add(deed: Deed): void {
    this.all.push(deed)
  }

  /** What a message may say. */
  content(text: string): string {
    this.#contents.add(text)
    return text
  }

  /** After how many events each answer left the socket, for those that did and were no refusals. */
  acknowledgedIn(log: Log): { deed: Deed; at: number }[] {
    return this.all.flatMap((deed) => {
      const sent = log.sent.find(({ text }) => text.includes(deed.answer))
      return sent?.text.startsWith('HTTP/1.1 2') ? [{ deed, at: sent.at }] : []
    })
  }

  /** Messages that nobody sent. */
  foreignTo(found: Found): string[] {
    return [...found.workspaces].flatMap(([slug, { messages }]) =>
      messages
        .filter(({ content, deleted }) => (deleted ? content !== '' : !this.#contents.has(content)))
        .map(({ content }) => `${slug}: nobody wrote ${content}`),
    )
  }
}

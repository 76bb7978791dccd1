import type { FileContent } from './file-content.ts'

export type Entry = Directory | FileContent

/** The names in one directory: as a program sees them, and as the disk surely has them. */
export class Directory {
  readonly current = new Map<string, Entry>()
  readonly #durable = new Map<string, Entry>()
  readonly #settledAt = new Map<string, number>()

  get durable(): ReadonlyMap<string, Entry> {
    return this.#durable
  }

  /** A name that is on the disk from the beginning. */
  settle(name: string, entry: Entry): void {
    this.current.set(name, entry)
    this.#durable.set(name, entry)
  }

  /** Change number `number` of this name is on the disk now. */
  sync(name: string, entry: Entry | null, number: number): void {
    if (this.isSettled(name, number)) return
    this.#settledAt.set(name, number)
    put(this.#durable, name, entry)
  }

  /** Whether the disk already has this change of the name, or a later one. */
  isSettled(name: string, number: number): boolean {
    return (this.#settledAt.get(name) ?? -1) >= number
  }
}

export function put(names: Map<string, Entry>, name: string, entry: Entry | null): void {
  if (entry) names.set(name, entry)
  else names.delete(name)
}

import { type Directory, type Entry, put } from './directory.ts'
import type { Loss } from './loss.ts'
import { oneOf } from './random.ts'

type NameChange = { directory: Directory; name: string; entry: Entry | null }
type Pending = { number: number; settledBy: Directory; changes: NameChange[] }

/**
 * Names that were created, replaced or removed and may not be on the disk yet. Syncing a file does
 * not make its name safe, only syncing its directory does (fsync(2)).
 */
export class NameChanges {
  #pending: Pending[] = []
  #count = 0

  /** How many changes were ever made; a sync that starts now covers that many. */
  get count(): number {
    return this.#count
  }

  /** @param settledBy the directory whose sync makes the whole change safe */
  change(settledBy: Directory, changes: NameChange[]): void {
    for (const { directory, name, entry } of changes) put(directory.current, name, entry)
    this.#pending.push({ number: this.#count++, settledBy, changes })
  }

  /** The changes before the first `count` ones in these directories (null: in all) are safe. */
  sync(count: number, directories: ReadonlySet<Directory> | null): void {
    this.#pending = this.#pending.filter(({ number, settledBy, changes }) => {
      if (number >= count || !(directories?.has(settledBy) ?? true)) return true
      for (const { directory, name, entry } of changes) directory.sync(name, entry, number)
      return false
    })
  }

  /** The names of each directory after a power loss. */
  after(loss: Loss): (directory: Directory) => ReadonlyMap<string, Entry> {
    if (loss === 'keep-all') return (directory) => directory.current
    const changed = new Map<Directory, Map<string, Entry>>()
    for (const { number, changes } of this.#surviving(loss)) {
      for (const { directory, name, entry } of changes) {
        if (directory.isSettled(name, number)) continue
        let names = changed.get(directory)
        if (!names) {
          names = new Map(directory.durable)
          changed.set(directory, names)
        }
        put(names, name, entry)
      }
    }
    return (directory) => changed.get(directory) ?? directory.durable
  }

  // Half of the time in order, as a journal does it, else any of them.
  #surviving(loss: Loss): Pending[] {
    if (typeof loss === 'string') return []
    const { random } = loss
    if (random() < 0.5) return this.#pending.slice(0, random() * (this.#pending.length + 1))
    const likely = oneOf(random, [0.1, 0.5, 0.9])
    return this.#pending.filter(() => random() < likely)
  }
}

/**
 * Things that outlive the page, one entry of localStorage each, so that two tabs never overwrite
 * what the other has kept. Where the browser keeps nothing they live as long as the page does.
 */
export class Kept<T> {
  readonly #prefix: string
  readonly #read: (value: unknown) => T | null
  readonly #storage: Storage | null

  /**
   * @param prefix of all entries: whose they are, and what
   * @param read makes sense of what was kept, perhaps by another version; null: of nothing
   */
  constructor(prefix: string, read: (value: unknown) => T | null, storage = ownStorage()) {
    this.#prefix = `${prefix}:`
    this.#read = read
    this.#storage = storage
  }

  all(): Map<string, T> {
    const found = new Map<string, T>()
    const storage = this.#storage
    for (let index = 0; storage !== null && index < storage.length; index += 1) {
      const key = storage.key(index) ?? ''
      if (!key.startsWith(this.#prefix)) continue
      const name = key.slice(this.#prefix.length)
      const value = this.get(name)
      if (value !== null) found.set(name, value)
    }
    return found
  }

  get(name: string): T | null {
    const text = this.#storage?.getItem(this.#prefix + name)
    if (text == null) return null
    try {
      return this.#read(JSON.parse(text))
    } catch {
      return null
    }
  }

  put(name: string, value: T): void {
    try {
      this.#storage?.setItem(this.#prefix + name, JSON.stringify(value))
    } catch {
      // Full, or forbidden: it lives as long as the page.
    }
  }

  remove(name: string): void {
    this.#storage?.removeItem(this.#prefix + name)
  }

  /** What other tabs of this browser put and remove (null). @returns ends it */
  watch(changed: (name: string, value: T | null) => void): () => void {
    const listen = ({ key }: StorageEvent) => {
      if (!key?.startsWith(this.#prefix)) return
      const name = key.slice(this.#prefix.length)
      changed(name, this.get(name))
    }
    globalThis.addEventListener?.('storage', listen)
    return () => globalThis.removeEventListener?.('storage', listen)
  }
}

function ownStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null
  } catch {
    return null
  }
}

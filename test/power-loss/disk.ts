import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Directory } from './directory.ts'
import type { DiskEvent } from './disk-event.ts'
import { FileContent } from './file-content.ts'
import type { Loss } from './loss.ts'
import { NameChanges } from './name-changes.ts'

type Covered = { file: FileContent; changes: number }
type Sync = { files: Covered[]; names: number; directories: Set<Directory> | null }

/** Files and directories whose recent changes are still in a cache that a power loss empties. */
export class Disk {
  readonly #root = new Directory()
  readonly #names = new NameChanges()
  readonly #syncs = new Map<number, Sync>()
  readonly #files = new Set<FileContent>()

  /** @param initial what lay there before, all of it synced: contents by path, null for directories */
  constructor(initial: ReadonlyMap<string, Uint8Array | null> = new Map()) {
    for (const [path, content] of [...initial].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { directory, name } = this.#locate(path)
      directory.settle(name, content ? this.#remember(FileContent.of(content)) : new Directory())
    }
  }

  apply(event: DiskEvent): void {
    switch (event.kind) {
      case 'open':
        this.#open(event.path, event.create, event.truncate)
        break
      case 'write':
      case 'copy':
      case 'truncate':
      case 'extend':
        this.#change(event)
        break
      case 'sync-start':
        this.#startSync(event.id, event.path)
        break
      case 'sync-end':
        this.#endSync(event.id, event.ok)
        break
      case 'rename':
        this.#rename(event.path, event.to)
        break
      case 'link':
        this.#name(event.to, this.#entry(event.path))
        break
      case 'mkdir':
        this.#name(event.path, new Directory())
        break
      case 'unlink':
      case 'rmdir':
        this.#name(event.path, null)
        break
      case 'cut-off':
      case 'mark':
      case 'sent':
    }
  }

  /** The contents by path (null for a directory) that a power loss at this moment leaves. */
  after(loss: Loss): Map<string, Uint8Array | null> {
    const found = new Map<string, Uint8Array | null>()
    const entries = this.#names.after(loss)
    const walk = (directory: Directory, path: string) => {
      for (const [name, entry] of entries(directory)) {
        const at = path ? `${path}/${name}` : name
        if (entry instanceof Directory) {
          found.set(at, null)
          walk(entry, at)
        } else {
          found.set(at, contentAfter(entry, loss))
        }
      }
    }
    walk(this.#root, '')
    return found
  }

  /** Writes that into a directory, which it makes. */
  restore(loss: Loss, into: string): void {
    mkdirSync(into)
    for (const [path, content] of this.after(loss)) {
      if (content) writeFileSync(join(into, path), content)
      else mkdirSync(join(into, path))
    }
  }

  #open(path: string, create: boolean, truncate: boolean): void {
    const entry = path === '' ? this.#root : this.#entry(path)
    if (entry === null && create) this.#name(path, this.#remember(new FileContent()))
    else if (entry instanceof FileContent && truncate) entry.resize(0)
  }

  #change(event: DiskEvent & { kind: 'write' | 'copy' | 'truncate' | 'extend' }): void {
    const file = this.#file(event.path)
    if (!file) return
    if (event.kind === 'write') file.write(event.offset ?? file.size, event.data)
    else if (event.kind === 'copy') file.write(event.offset, this.#copied(event))
    else if (event.kind === 'truncate' || event.size > file.size) file.resize(event.size)
  }

  #copied({ source, from, length }: DiskEvent & { kind: 'copy' }): Uint8Array {
    const content = this.#file(source)?.whole()
    if (!content) throw new Error(`a copy from ${source}, which is not in the record`)
    return content.slice(from, from + length)
  }

  // The destination's sync settles a rename; both names change together, as in every file system
  // with a journal.
  #rename(from: string, to: string): void {
    const source = this.#locate(from)
    const target = this.#locate(to)
    this.#names.change(target.directory, [
      { ...source, entry: null },
      { ...target, entry: this.#entry(from) },
    ])
  }

  #name(path: string, entry: Directory | FileContent | null): void {
    const { directory, name } = this.#locate(path)
    this.#names.change(directory, [{ directory, name, entry }])
  }

  #startSync(id: number, path: string | null): void {
    const all = path === null
    const entry = all || path === '' ? this.#root : this.#entry(path)
    const files = all ? [...this.#files] : entry instanceof FileContent ? [entry] : []
    this.#syncs.set(id, {
      files: files.map((file) => ({ file, changes: file.changes })),
      names: this.#names.count,
      directories: all ? null : new Set(entry instanceof Directory ? [entry] : []),
    })
  }

  #endSync(id: number, ok: boolean): void {
    const sync = this.#syncs.get(id)
    this.#syncs.delete(id)
    // After a failed sync nobody knows what is on the disk: nothing counts as safe.
    if (!sync || !ok) return
    for (const { file, changes } of sync.files) file.sync(changes)
    this.#names.sync(sync.names, sync.directories)
  }

  #remember(file: FileContent): FileContent {
    this.#files.add(file)
    return file
  }

  // Null for a file without a name: whatever happens to it is lost in any case.
  #file(path: string): FileContent | null {
    const entry = this.#entry(path)
    return entry instanceof FileContent ? entry : null
  }

  #entry(path: string): Directory | FileContent | null {
    const { directory, name } = this.#locate(path)
    return directory.current.get(name) ?? null
  }

  #locate(path: string): { directory: Directory; name: string } {
    const names = path.split('/')
    const name = names.pop() ?? ''
    let directory = this.#root
    for (const step of names) {
      const next = directory.current.get(step)
      if (!(next instanceof Directory)) throw new Error(`no directory for ${path} in the record`)
      directory = next
    }
    return { directory, name }
  }
}

function contentAfter(file: FileContent, loss: Loss): Uint8Array {
  if (loss === 'drop-all-unsynced') return file.synced()
  return loss === 'keep-all' ? file.whole() : file.torn(loss.random)
}

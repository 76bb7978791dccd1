import { isAbsolute, normalize, relative } from 'node:path'
import {
  descriptors,
  has,
  isSocket,
  joined,
  keyOf,
  number,
  pathOf,
  textsOf,
  wordsOf,
} from './call-arguments.ts'
import type { Said } from './crash-states.ts'
import type { DiskEvent } from './disk-event.ts'
import { type Call, parseCall, splitLine } from './trace-line.ts'

/** The system calls that an event comes from; `?` because not every architecture has all of them. */
export const TRACED_CALLS = [
  'open openat openat2 creat write pwrite64 writev pwritev pwritev2 ftruncate truncate fallocate',
  'copy_file_range sendfile splice fsync fdatasync sync syncfs rename renameat renameat2 link linkat',
  'unlink unlinkat mkdir mkdirat rmdir symlink symlinkat lseek mmap sendto sendmsg sendmmsg',
  'io_uring_setup',
]
  .join(' ')
  .split(' ')
  .map((name) => `?${name}`)
  .join(',')

export type ParsedTrace = {
  events: DiskEvent[]
  marks: Said[]
  sent: Said[]
  /** Places of events of which the trace cannot tell whether they happened: see {@link settleCutOffs}. */
  cutOff: number[]
}

/**
 * Turns a trace into events.
 *
 * A call takes effect at its end, for what it changes, and at its beginning, for what it promises:
 * a sync covers what was complete when it started, and what is sent is known from then on.
 *
 * @param directory absolute; what happens elsewhere is left out
 * @param marks absolute; each write to that file is a mark
 */
export function parseTrace(
  lines: Iterable<string>,
  { directory, marks }: { directory: string; marks: string },
): ParsedTrace {
  const trace = new Trace(directory, marks)
  const running = new Map<string, { head: string; sync: number | null }>()
  for (const line of lines) {
    const part = splitLine(line)
    if (part?.kind === 'whole') {
      const call = parseCall(part.text)
      trace.end(call, trace.begin(call))
    } else if (part?.kind === 'begin') {
      running.set(part.thread, { head: part.text, sync: trace.begin(parseCall(part.text)) })
    } else if (part?.kind === 'end') {
      const call = running.get(part.thread)
      running.delete(part.thread)
      if (call) trace.end(parseCall(call.head + part.text), call.sync)
    }
  }
  return trace.parsed
}

class Trace {
  readonly parsed: ParsedTrace = { events: [], marks: [], sent: [], cutOff: [] }
  readonly #directory: string
  readonly #marks: string
  // Where the next write of a descriptor goes; null: to the end. Bun reads such files with pread.
  readonly #positions = new Map<string, number | null>()
  #syncs = 0

  constructor(directory: string, marks: string) {
    this.#directory = directory
    this.#marks = marks
  }

  /** @returns the number of the sync that this call is, if it is one */
  begin(call: Call): number | null {
    const [target] = call.arguments
    switch (call.name) {
      case 'fsync':
      case 'fdatasync': {
        const path = this.#target(call)
        return path === null ? null : this.#startSync(path)
      }
      case 'sync':
      case 'syncfs':
        return this.#startSync(null)
      case 'sendto':
      case 'sendmsg':
      case 'sendmmsg':
        this.#say('sent', textsOf(call))
        return null
      case 'write':
      case 'writev':
        if (pathOf(target) === this.#marks) this.#say('mark', textsOf(call))
        else if (isSocket(target)) this.#say('sent', textsOf(call))
        return null
      default:
        return null
    }
  }

  end(call: Call, sync: number | null): void {
    if (sync !== null) this.#push({ kind: 'sync-end', id: sync, ok: call.result === 0 })
    else if (Number.isNaN(call.result)) this.#cutOff(call)
    else if (call.result !== null && call.result >= 0) this.#effects[call.name]?.(call)
  }

  // `= ?`: a SIGKILL came while it ran. As if it had done all that it was to do.
  #cutOff(call: Call): void {
    const first = this.parsed.events.length
    const result = call.name === 'copy_file_range' ? number(call, -2) : joined(call).length
    this.#effects[call.name]?.({ ...call, result })
    for (let at = first; at < this.parsed.events.length; at++) this.parsed.cutOff.push(at)
  }

  readonly #effects: Record<string, (call: Call) => void> = {
    open: (call) => this.#open(call),
    openat: (call) => this.#open(call),
    creat: (call) => this.#open(call),
    write: (call) => this.#write(call, null),
    writev: (call) => this.#write(call, null),
    pwrite64: (call) => this.#write(call, number(call, -1)),
    pwritev: (call) => this.#write(call, number(call, -1)),
    pwritev2: (call) => this.#write(call, number(call, -2) < 0 ? null : number(call, -2)),
    lseek: (call) => this.#seek(call),
    ftruncate: (call) => this.#resize('truncate', this.#target(call), number(call, -1)),
    truncate: (call) => this.#resize('truncate', this.#names(call)[0], number(call, -1)),
    fallocate: (call) => this.#allocate(call),
    copy_file_range: (call) => this.#copy(call),
    rename: (call) => this.#twoNames('rename', call),
    renameat: (call) => this.#twoNames('rename', call),
    renameat2: (call) => this.#twoNames('rename', call),
    link: (call) => this.#twoNames('link', call),
    linkat: (call) => this.#twoNames('link', call),
    mkdir: (call) => this.#oneName('mkdir', call),
    mkdirat: (call) => this.#oneName('mkdir', call),
    unlink: (call) => this.#oneName('unlink', call),
    rmdir: (call) => this.#oneName('rmdir', call),
    unlinkat: (call) => this.#oneName(has(call, 'AT_REMOVEDIR') ? 'rmdir' : 'unlink', call),
    mmap: (call) => has(call, 'MAP_SHARED') && has(call, 'PROT_WRITE') && this.#refuse(call),
    openat2: (call) => this.#refuse(call),
    // Out of a file into a socket is fine, into a file is not followed.
    sendfile: (call) => this.#target(call) !== null && this.#refuse(call),
    splice: (call) => this.#inside(pathOf(descriptors(call)[1])) !== null && this.#refuse(call),
    symlink: (call) => this.#refuse(call),
    symlinkat: (call) => this.#refuse(call),
    io_uring_setup: () => {
      throw new Error('the program uses io_uring, which strace cannot see into')
    },
  }

  #open(call: Call): void {
    const [path] = this.#names(call)
    if (path == null) return
    this.#positions.set(
      `${call.result}:${normalize(`${this.#directory}/${path}`)}`,
      has(call, 'O_APPEND') ? null : 0,
    )
    const create = call.name === 'creat' || has(call, 'O_CREAT')
    const truncate = call.name === 'creat' || has(call, 'O_TRUNC')
    if (create || truncate) this.#push({ kind: 'open', path, create, truncate })
  }

  // `where` null: at the descriptor's own position.
  #write(call: Call, where: number | null): void {
    const path = this.#target(call)
    const length = call.result ?? 0
    if (path === null || length === 0) return
    const data = joined(call).subarray(0, length)
    if (where !== null) {
      this.#push({ kind: 'write', path, offset: where, data })
      return
    }
    const key = keyOf(call.arguments[0])
    const offset = this.#positions.get(key)
    if (offset === undefined) throw new Error(`where does a ${call.name} to ${path} go?`)
    this.#push({ kind: 'write', path, offset, data })
    if (offset !== null) this.#positions.set(key, offset + length)
  }

  #seek(call: Call): void {
    const path = this.#target(call)
    if (path === null) return
    const key = keyOf(call.arguments[0])
    if (this.#positions.get(key) !== null) this.#positions.set(key, call.result ?? 0)
  }

  #allocate(call: Call): void {
    const path = this.#target(call)
    const mode = wordsOf(call)[0]
    if (path === null || mode === 'FALLOC_FL_KEEP_SIZE') return
    if (mode !== '0') this.#refuse(call)
    this.#resize('extend', path, number(call, -2) + number(call, -1))
  }

  #copy(call: Call): void {
    const [source, target] = descriptors(call)
    const path = this.#inside(pathOf(target))
    if (path === null) return
    const origin = this.#inside(pathOf(source))
    const length = call.result ?? 0
    const [at = '', to = ''] = wordsOf(call)
    const from = this.#copyPosition(at, keyOf(source), length)
    const offset = this.#copyPosition(to, keyOf(target), length)
    if (origin === null || from === null || offset === null) this.#refuse(call)
    else this.#push({ kind: 'copy', path, offset, source: origin, from, length })
  }

  // Given, or (NULL) the descriptor's own, which then moves.
  #copyPosition(word: string, key: string, length: number): number | null {
    if (word !== 'NULL') return Number(word)
    const position = this.#positions.get(key) ?? null
    if (position !== null) this.#positions.set(key, position + length)
    return position
  }

  #resize(kind: 'truncate' | 'extend', path: string | null | undefined, size: number): void {
    if (path != null) this.#push({ kind, path, size })
  }

  #oneName(kind: 'unlink' | 'rmdir' | 'mkdir', call: Call): void {
    const [path] = this.#names(call)
    if (path != null) this.#push({ kind, path })
  }

  #twoNames(kind: 'rename' | 'link', call: Call): void {
    const [path = null, to = null] = this.#names(call)
    if (path !== null && to !== null) this.#push({ kind, path, to })
    else if (path !== null || to !== null) this.#refuse(call)
  }

  #refuse(call: Call): void {
    const paths = [...this.#names(call), ...call.arguments.map((a) => this.#inside(pathOf(a)))]
    if (paths.some((path) => path !== null)) {
      throw new Error(`${call.name} of ${paths.join(' ')} is more than the record can follow`)
    }
  }

  #startSync(path: string | null): number {
    this.#syncs += 1
    this.#push({ kind: 'sync-start', path, id: this.#syncs })
    return this.#syncs
  }

  #say(kind: 'mark' | 'sent', texts: readonly string[]): void {
    for (const text of texts) {
      this.#push({ kind, text })
      const said = { at: this.parsed.events.length, text }
      if (kind === 'mark') this.parsed.marks.push(said)
      else this.parsed.sent.push(said)
    }
  }

  #push(event: DiskEvent): void {
    this.parsed.events.push(event)
  }

  #target(call: Call): string | null {
    return this.#inside(pathOf(call.arguments[0]))
  }

  // The paths among a call's texts, each relative to the descriptor before it, as in openat(2).
  #names(call: Call): (string | null)[] {
    if (/write|send/.test(call.name)) return []
    return call.arguments.flatMap((argument, index) => {
      if (argument.kind !== 'text') return []
      const path = new TextDecoder().decode(argument.bytes)
      const base = pathOf(call.arguments[index - 1])
      return [this.#inside(isAbsolute(path) || !base ? path : `${base}/${path}`)]
    })
  }

  /** Relative to the directory; null for what is not recorded. */
  #inside(path: string | null): string | null {
    if (path === null || !isAbsolute(path) || path === this.#marks) return null
    const inside = relative(this.#directory, normalize(path))
    // SQLite rebuilds `-shm` after a crash (https://sqlite.org/walformat.html#wal_index_format).
    return inside.startsWith('..') || inside.endsWith('-shm') ? null : inside
  }
}

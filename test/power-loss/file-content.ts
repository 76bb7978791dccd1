import { between, oneOf, type Random } from './random.ts'

/** A write, or (without data) a new size. */
type Change = { offset: number; data: Uint8Array } | { size: number; shrinks: boolean }

const SECTOR = 512
const PAGE = 4096

/**
 * One file on a disk with a volatile cache: what is synced stays, each change since then may or may
 * not have reached the platter. Sectors are written whole, in any order and independently of each
 * other, so a write of several sectors may be torn; a byte next to a write in the same sector never
 * changes (what SQLite calls powersafe overwrite, https://sqlite.org/psow.html).
 */
export class FileContent {
  #durable: Uint8Array = new Uint8Array(0)
  #pending: Change[] = []
  #folded = 0
  #size = 0

  static of(content: Uint8Array): FileContent {
    const file = new FileContent()
    file.#durable = content
    file.#size = content.length
    return file
  }

  get size(): number {
    return this.#size
  }

  /** How many changes were ever made; a sync that starts now covers that many. */
  get changes(): number {
    return this.#folded + this.#pending.length
  }

  write(offset: number, data: Uint8Array): void {
    this.#pending.push({ offset, data })
    this.#size = Math.max(this.#size, offset + data.length)
  }

  resize(size: number): void {
    this.#pending.push({ size, shrinks: size < this.#size })
    this.#size = size
  }

  /** The first `changes` changes have reached the disk. */
  sync(changes: number): void {
    const count = changes - this.#folded
    if (count <= 0) return
    this.#durable = applied(this.#durable, this.#pending.splice(0, count))
    this.#folded += count
  }

  /** Nothing but what was synced. */
  synced(): Uint8Array {
    return this.#durable
  }

  /** Everything, as a program sees it while the power is on. */
  whole(): Uint8Array {
    return applied(this.#durable, this.#pending)
  }

  /** What was synced, and of the rest what the disk happened to get to. */
  torn(random: Random): Uint8Array {
    if (this.#pending.length === 0) return this.#durable
    const changes = this.#pending.slice(0, this.#reach(random))
    const likely = oneOf(random, [0, 0.1, 0.5, 0.9, 1])
    const unit = oneOf(random, [SECTOR, PAGE])
    const stops = new Map<number, number>()
    // How many of the changes a unit of the file has seen. Behind the size that a surviving
    // truncation left, nothing from before it can be seen again.
    const stopOf = (index: number) => {
      let stop = stops.get(index)
      if (stop === undefined) {
        const end = (index + 1) * unit
        const floor =
          changes.findLastIndex(
            (change) => 'size' in change && change.shrinks && change.size < end,
          ) + 1
        stop = random() < likely ? changes.length : between(random, floor, changes.length)
        stops.set(index, stop)
      }
      return stop
    }
    const image = new Image(this.#durable)
    for (const [number, change] of changes.entries()) {
      if ('size' in change) image.resize(change.size)
      else image.writeUnits(change, unit, (index) => number < stopOf(index))
    }
    return image.cut(this.#survivingSize(changes, likely, random))
  }

  // Either a truncation survived, and then all that was truncated before it, or it and what
  // followed it did not.
  #reach(random: Random): number {
    const ends = [this.#pending.length]
    for (const [index, change] of this.#pending.entries()) {
      if ('size' in change && change.shrinks) ends.push(index)
    }
    return ends[random() < 0.5 ? 0 : between(random, 0, ends.length - 1)] ?? 0
  }

  #survivingSize(changes: readonly Change[], likely: number, random: Random): number {
    let size = this.#durable.length
    let sizes = [size]
    for (const change of changes) {
      if ('size' in change && change.shrinks) sizes = []
      size = 'size' in change ? change.size : Math.max(size, change.offset + change.data.length)
      sizes.push(size)
    }
    return random() < likely ? size : (sizes[between(random, 0, sizes.length - 1)] ?? size)
  }
}

function applied(content: Uint8Array, changes: readonly Change[]): Uint8Array {
  if (changes.length === 0) return content
  const image = new Image(content)
  for (const change of changes) {
    if ('size' in change) image.resize(change.size)
    else image.write(change.offset, change.data)
  }
  return image.cut(image.size)
}

/** A file's bytes while they are put together. */
class Image {
  #bytes: Uint8Array
  #size: number

  constructor(content: Uint8Array) {
    this.#bytes = new Uint8Array(content) // a copy; slice() of a Buffer would be none
    this.#size = content.length
  }

  get size(): number {
    return this.#size
  }

  resize(size: number): void {
    if (size < this.#size) this.#bytes.fill(0, size)
    this.#grow(size)
    this.#size = size
  }

  write(offset: number, data: Uint8Array): void {
    this.#grow(offset + data.length)
    this.#bytes.set(data, offset)
    this.#size = Math.max(this.#size, offset + data.length)
  }

  writeUnits(
    { offset, data }: { offset: number; data: Uint8Array },
    unit: number,
    survives: (index: number) => boolean,
  ): void {
    const end = offset + data.length
    for (let index = Math.floor(offset / unit); index * unit < end; index++) {
      if (!survives(index)) continue
      const from = Math.max(offset, index * unit)
      const to = Math.min(end, (index + 1) * unit)
      this.write(from, data.subarray(from - offset, to - offset))
    }
  }

  /** The bytes at that size: cut off, or filled up with zeros. */
  cut(size: number): Uint8Array {
    this.#grow(size)
    return this.#bytes.slice(0, size)
  }

  #grow(size: number): void {
    if (size <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(size, this.#bytes.length * 2))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

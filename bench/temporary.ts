import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the data of a run lies; nothing of it stays. */
export class Temporary implements Disposable {
  readonly path: string
  #count = 0

  constructor(parent = tmpdir()) {
    this.path = realpathSync(mkdtempSync(join(parent, 'conclave-bench-')))
  }

  directory(name: string): string {
    this.#count += 1
    const path = join(this.path, `${this.#count}-${name}`)
    mkdirSync(path)
    return path
  }

  /** Removes what was made so far. */
  clear(): void {
    rmSync(this.path, { recursive: true, force: true })
    mkdirSync(this.path)
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** Magic numbers of `man 2 statfs`. */
const FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0xef53, 'ext4'],
  [0x01021994, 'tmpfs, where a sync costs nothing'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x794c7630, 'overlayfs'],
  [0x2fc12fc1, 'zfs'],
])

export function fileSystemOf(path: string): string {
  const name = FILE_SYSTEMS.get(Number(statfsSync(path).type)) ?? 'an unknown file system'
  return name === 'ext4' && !anyJournal() ? 'ext4 without a journal' : name
}

/** Whether any ext4 of this machine has a journal: the kernel lists them here. */
function anyJournal(): boolean {
  const journals = '/proc/fs/jbd2'
  return existsSync(journals) && readdirSync(journals).length > 0
}

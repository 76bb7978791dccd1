import { dlopen, FFIType } from 'bun:ffi'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { release } from 'node:os'
import { DurabilityLost } from './errors.ts'

/** Before Linux 5.8 it did not tell of a failed write (`man 2 syncfs`, "Errors"). */
const FIRST_HONEST_KERNEL = [5, 8] as const

/** Of glibc and of musl. */
const LIBRARIES = ['libc.so.6', `libc.musl-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`]

type Syncfs = (descriptor: number) => number

/** One sync for everything that was written to a file system, however many files that are. */
export class FileSystemSync {
  /** The number of the file system, as `stat` has it. */
  readonly device: number
  readonly #descriptor: number
  readonly #syncfs: Syncfs

  private constructor(descriptor: number, syncfs: Syncfs) {
    this.#descriptor = descriptor
    this.#syncfs = syncfs
    this.device = fstatSync(descriptor).dev
  }

  /** @returns undefined where it cannot be had, or cannot be trusted */
  static at(directory: string): FileSystemSync | undefined {
    syncfs ??= honestKernel() ? load() : undefined
    // Open from here on: the kernel tells of what went wrong since then.
    return syncfs && new FileSystemSync(openSync(directory, 'r'), syncfs)
  }

  /**
   * Returns when all that was written before is on the disk. Blocks.
   *
   * @throws DurabilityLost when the disk did not take something
   */
  sync(): void {
    if (this.#syncfs(this.#descriptor) !== 0) {
      throw new DurabilityLost('the disk did not take all that was written to the file system')
    }
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

let syncfs: Syncfs | undefined

function load(): Syncfs | undefined {
  for (const library of LIBRARIES) {
    try {
      const { symbols } = dlopen(library, { syncfs: { args: [FFIType.i32], returns: FFIType.i32 } })
      return symbols.syncfs
    } catch {
      // Another C library, or none that may be called.
    }
  }
  return undefined
}

function honestKernel(): boolean {
  if (process.platform !== 'linux') return false
  const [major = 0, minor = 0] = release().split('.').map(Number)
  const [least, leastMinor] = FIRST_HONEST_KERNEL
  return major > least || (major === least && minor >= leastMinor)
}

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { atPath } from '../database/at-path.ts'
import { syncPath } from '../database/sync-path.ts'
import { type DataDirectory, syncDirectory } from '../tenancy/data-directory.ts'

/** Changes with each boot of the machine (proc(5)); not there on every system. */
const BOOT_ID = '/proc/sys/kernel/random/boot_id'

/** What stands in the data directory. */
interface RunNote {
  readonly generation: number
  /** The boot in which a server runs, or was killed; null when the last one has closed everything. */
  readonly boot: string | null
}

export interface ServerRun {
  /**
   * Another one where commits may have been lost since the last run, and in a directory that was
   * restored: then the numbers of events that clients know may come again for others.
   */
  readonly generation: number
  /** Whether the last one was killed. */
  readonly interrupted: boolean
  /** Everything is closed, and on the disk. */
  end(): void
}

/**
 * Notes that a server runs on the data directory, for whoever holds its lock. A process that is
 * killed loses nothing that it has committed; a machine that stops may. So a note that is still
 * there from another boot, or from one that nobody can tell apart, begins a new generation.
 *
 * @param boot null where it cannot be told
 */
export function beginServerRun(directory: DataDirectory, boot = currentBoot()): ServerRun {
  const last = readNote(directory.run)
  const intact = last !== null && (last.boot === null || last.boot === boot)
  const generation = intact ? last.generation : anyGeneration()
  writeNote(directory, { generation, boot: boot ?? 'unknown' })
  return {
    generation,
    interrupted: last !== null && last.boot !== null,
    // Where somebody has deleted the directory under the server, nothing is left to be noted of.
    end: () => {
      if (existsSync(directory.path)) writeNote(directory, { generation, boot: null })
    },
  }
}

function currentBoot(): string | null {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim()
  } catch {
    return null
  }
}

/** Null where there is none: in a new directory, and in one that was made of a backup. */
function readNote(path: string): RunNote | null {
  try {
    const { generation, boot } = JSON.parse(readFileSync(path, 'utf8')) as RunNote
    return Number.isSafeInteger(generation) ? { generation, boot } : null
  } catch {
    return null
  }
}

/** All of it or nothing, and on the disk: it has to be there after a power cut. */
function writeNote(directory: DataDirectory, note: RunNote): void {
  const part = `${directory.run}.part`
  atPath(directory.run, () => {
    writeFileSync(part, JSON.stringify(note), { mode: 0o600 })
    syncPath(part)
    renameSync(part, directory.run)
    syncDirectory(directory.path)
  })
}

/** Like an epoch, below 2^41: the sum of both is what clients see. */
function anyGeneration(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  return (high % 2 ** 9) * 2 ** 32 + low
}

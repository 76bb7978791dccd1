import { mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DataDirectory } from '../data-directory.ts'
import type { BackupDirectory } from './backup-directory.ts'
import type { PackedFile } from './manifest.ts'
import { packFile } from './pack.ts'

/** The run that is under way. */
export interface CurrentRun {
  readonly id: string
  readonly source: DataDirectory
  readonly target: BackupDirectory
  /** For copies, on the file system of the data directory; SQLite's locks have to work there. */
  readonly scratch: string
  /** Stores everything anew, whether it has changed or not. */
  readonly full: boolean
  /** Whether what `stat(2)` said in the run before can be compared with what it says now. */
  readonly sameBoot: boolean
}

/** Packs a file into the run. @param place within it */
export async function store(run: CurrentRun, source: string, place: string): Promise<PackedFile> {
  const target = join(run.target.partial(run.id), place)
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  return { run: run.id, path: place, ...(await packFile(source, target)) }
}

/** Takes back what this run has stored: it is no news. */
export function discard({ target, id }: CurrentRun, { path }: PackedFile): void {
  rmSync(join(target.partial(id), path))
}

/** Whether what was stored is still where it was put; that it is whole, a verification finds out. */
export function isThere(target: BackupDirectory, { run, path, packed_bytes }: PackedFile): boolean {
  const found = statSync(join(target.run(run), path), { throwIfNoEntry: false })
  return found?.size === packed_bytes
}

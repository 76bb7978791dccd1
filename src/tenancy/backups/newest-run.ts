import { access, readdir } from 'node:fs/promises'
import { BackupDirectory, PARTIAL } from './backup-directory.ts'
import { isRunId, timeOfRun } from './run-id.ts'

/**
 * When the newest backup began. Asynchronous, for whoever serves others: the
 * directory may lie on another machine, which may not answer.
 *
 * @param underWay counts one that is not finished, too
 * @returns null when there is none
 * @throws Error of the file system
 */
export async function newestRun(path: string, underWay = false): Promise<Date | null> {
  const directory = new BackupDirectory(path)
  const names = await entriesOf(path)
  const begun = names
    .filter((name) => underWay && name.endsWith(PARTIAL))
    .map((name) => name.slice(0, -PARTIAL.length))
  for (const id of [...names, ...begun].filter(isRunId).sort().reverse()) {
    if (begun.includes(id) || (await isThere(directory.manifest(id)))) return timeOfRun(id)
  }
  return null
}

async function entriesOf(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    // Nobody has made a backup yet.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

import { readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isRunning } from './is-running.ts'

/**
 * Removes the copies that killed dry runs have left, because one of them is of the
 * auth database, and the directory when nobody uses it.
 *
 * @param directory with one entry per process, named after its id
 */
export function removeLeftRehearsals(directory: string): void {
  let names: string[]
  try {
    names = readdirSync(directory)
  } catch {
    // Nobody has made one yet.
    return
  }
  const living = names.filter((name) => isRunning(Number(name)))
  for (const name of names) {
    if (!living.includes(name)) rmSync(join(directory, name), { recursive: true, force: true })
  }
  if (living.length > 0) return
  try {
    rmdirSync(directory)
  } catch {
    // Another dry run has begun meanwhile.
  }
}

import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Connection } from './connection.ts'
import { copyDatabase } from './copy-database.ts'
import { readSchemaState } from './schema-state.ts'
import { syncPath } from './sync-path.ts'

/**
 * Keeps a database as it is now, all of it or nothing, and on the disk. A
 * snapshot that is there already and is older stays: between two migrations of
 * the same run it is the state from before both.
 *
 * @param version of the database now
 */
export function takeSnapshot(path: string, snapshot: string, owner: string, version: number): void {
  if (existsSync(snapshot) && versionOf(snapshot, owner) < version) return
  const part = `${snapshot}.part`
  rmSync(part, { force: true })
  copyDatabase(path, part, owner)
  chmodSync(part, 0o600)
  syncPath(part)
  renameSync(part, snapshot)
  syncPath(dirname(snapshot))
}

function versionOf(path: string, owner: string): number {
  const connection = new Connection(path)
  try {
    return readSchemaState(connection, owner).version
  } finally {
    connection.close()
  }
}

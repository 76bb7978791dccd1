import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Connection } from './connection.ts'
import { copyDatabase } from './copy-database.ts'
import { readSchemaState } from './schema-state.ts'

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
  sync(part)
  renameSync(part, snapshot)
  sync(dirname(snapshot))
}

function versionOf(path: string, owner: string): number {
  const connection = new Connection(path)
  try {
    return readSchemaState(connection, owner).version
  } finally {
    connection.close()
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

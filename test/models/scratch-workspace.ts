import { afterEach, beforeEach } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWorkspaceDatabase, type WorkspaceDatabase } from '../../src/workspace-database.ts'
import { DURABILITY } from '../harness/configuration.ts'

/** Gives each test of a file a fresh workspace in a directory of its own; ask for it inside the test. */
export function scratchWorkspace(): () => WorkspaceDatabase {
  let directory = ''
  let db: WorkspaceDatabase | undefined
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'conclave-models-'))
    db = openWorkspaceDatabase(join(directory, 'workspace.db'), {
      create: true,
      durability: DURABILITY,
    })
  })
  afterEach(() => {
    db?.close()
    rmSync(directory, { recursive: true })
  })
  return () => {
    if (!db) throw new Error('ask for the workspace inside a test')
    return db
  }
}

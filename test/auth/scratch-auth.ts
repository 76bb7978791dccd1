import { afterEach, beforeEach } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Auth } from '../../src/auth/auth.ts'
import { AuthDatabase, migrateAuthDatabase } from '../../src/auth/auth-database.ts'

/** Gives each test of a file a fresh auth database of its own; ask for it inside the test. */
export function scratchAuth(): () => Auth {
  let directory = ''
  let auth: Auth | undefined
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'conclave-auth-'))
    const path = join(directory, 'auth.db')
    migrateAuthDatabase(path)
    auth = new Auth(new AuthDatabase({ path }))
  })
  afterEach(() => {
    auth?.database.close()
    rmSync(directory, { recursive: true })
  })
  return () => {
    if (!auth) throw new Error('ask for it inside a test')
    return auth
  }
}

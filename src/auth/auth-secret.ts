import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'

/** In the data directory, for its owner only. */
const FILE = 'auth.secret'

/**
 * What cookies of a sign-in under way are encrypted with: AUTH_SECRET. In
 * development it is made at the first start and kept, so that a restart in the
 * middle of signing in does not matter.
 */
export function authSecret({ authSecret, dataDir }: Pick<Config, 'authSecret' | 'dataDir'>) {
  if (authSecret !== undefined) return authSecret
  const path = join(dataDir, FILE)
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  const secret = crypto.getRandomValues(Buffer.alloc(32)).toString('base64url')
  // Half a secret must never be read, however this process ends.
  writeFileSync(`${path}.new`, `${secret}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return secret
}

import { existsSync } from 'node:fs'
import type { DataDirectory } from '../tenancy/data-directory.ts'
import { DataDirectoryLocked } from '../tenancy/errors.ts'

/**
 * For whoever has just taken the lock. Somebody who takes `server.lock` for a
 * leftover and deletes it leaves the server without its lock, but not without
 * its socket.
 *
 * @throws DataDirectoryLocked when a server listens all the same
 */
export async function assertNoServer({ path, controlSocket }: DataDirectory): Promise<void> {
  if (!existsSync(controlSocket) || !(await listens(controlSocket))) return
  throw new DataDirectoryLocked(
    `the data directory ${path} is in use by a server whose server.lock was deleted: stop that server first`,
  )
}

async function listens(socket: string): Promise<boolean> {
  try {
    const connection = await Bun.connect({ unix: socket, socket: { data: () => undefined } })
    connection.end()
    return true
  } catch {
    // The socket of a server that was killed.
    return false
  }
}

import { mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { DataDirectory } from '../tenancy/data-directory.ts'

/** `sun_path` holds 108 bytes with its terminator on Linux, 104 elsewhere (unix(7)). */
const LONGEST = 103

/** Where the server listens for commands: in the data directory, unless its path is too long. */
export function socketPath(directory: DataDirectory): string {
  const path = directory.controlSocket
  if (Buffer.byteLength(path) <= LONGEST) return path
  // mkdtemp makes the directory 0700, so that nobody else can connect.
  return join(mkdtempSync(join(tmpdir(), 'conclave-')), 'control.sock')
}

/** Undoes {@link socketPath}, whether anybody has listened there or not. */
export function removeSocket(directory: DataDirectory, socket: string): void {
  // In the data directory it may be the socket of the server that has the lock.
  if (socket === directory.controlSocket) return
  rmSync(socket, { force: true })
  rmdirSync(dirname(socket))
}

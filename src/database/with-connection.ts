import type { ConnectionOptions } from './connect.ts'
import { Connection } from './connection.ts'

/** For work that may block: it waits for locks by itself, in milliseconds. */
const BUSY_TIMEOUT = 5_000

/** Runs `work` on a connection of its own to an existing file, and closes it however that ends. */
export function withConnection<T>(
  path: string,
  work: (connection: Connection) => T,
  options: ConnectionOptions = {},
): T {
  const connection = new Connection(path, { busyTimeout: BUSY_TIMEOUT, ...options })
  try {
    return work(connection)
  } finally {
    connection.close()
  }
}

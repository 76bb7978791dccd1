import { Connection } from '../database/connection.ts'
import { migrate } from '../database/migrate.ts'
import type { WorkerAnswer, WorkerEnvelope, WorkerRequest } from '../tenancy/worker-protocol.ts'
import { workspaceMigrations } from '../workspace-database.ts'

/**
 * A thread for what would stall the event loop. Blocking is fine here, so its
 * connections wait for locks themselves.
 */
declare const self: Worker

const BUSY_TIMEOUT = 5_000

const held = new Map<string, Connection>()

self.onmessage = ({ data }: MessageEvent<WorkerEnvelope<WorkerRequest>>) => {
  self.postMessage({ id: data.id, content: answer(data.content) })
}

function answer(request: WorkerRequest): WorkerAnswer {
  try {
    return { ok: true, ...perform(request) }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    return { ok: false, name, message }
  }
}

function perform(request: WorkerRequest): { version?: number } {
  switch (request.kind) {
    case 'migrate':
      return migrateTenant(request.path, request.owner)
    case 'hold':
      return hold(request.path)
    case 'release':
      return release(request.path)
  }
}

function migrateTenant(path: string, owner: string): { version: number } {
  const connection = new Connection(path, { busyTimeout: BUSY_TIMEOUT })
  try {
    return { version: migrate(connection, workspaceMigrations, owner).to }
  } finally {
    connection.close()
  }
}

function hold(path: string): object {
  const connection = new Connection(path, { busyTimeout: BUSY_TIMEOUT })
  try {
    // The first read takes the shared lock that makes this a connection to the file.
    connection.query('SELECT 1 FROM sqlite_schema LIMIT 1', [])
  } catch (error) {
    connection.close()
    throw error
  }
  held.set(path, connection)
  return {}
}

function release(path: string): object {
  const connection = held.get(path)
  held.delete(path)
  connection?.close()
  return {}
}

import { Connection } from './database/connection.ts'
import { toSqliteTime } from './database/time.ts'
import { createModels } from './models/models.ts'

/** In a worker it may wait for locks; milliseconds. */
const BUSY_TIMEOUT = 5_000

/**
 * Erases from the file of a workspace that is being made whoever has deleted
 * their account here since the file was written. Ids are random, so those of
 * another installation meet nobody.
 *
 * @param registryPath the auth database
 */
export function eraseGone(workspace: Connection, registryPath: string): void {
  const { departures } = createModels({
    sql: workspace,
    now: () => toSqliteTime(new Date()),
    newId: () => crypto.randomUUID(),
    generation: 0,
  })
  const registry = new Connection(registryPath, { busyTimeout: BUSY_TIMEOUT })
  try {
    const isErased = registry.prepare('SELECT 1 FROM erased_people WHERE auth_id = ?')
    const people = workspace.prepare<{ id: string; auth_id: string }>(
      'SELECT id, auth_id FROM users WHERE auth_id IS NOT NULL',
    )
    for (const { id, auth_id } of people.all()) {
      if (isErased.get(auth_id) !== null) departures.erase(id)
    }
  } finally {
    registry.close()
  }
}

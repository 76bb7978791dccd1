import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Connection } from '../../src/database/connection.ts'
import { openWorkspaceDatabase } from '../../src/workspace-database.ts'
import { converse } from './conversation.ts'

/** Rows of one transaction. */
const AT_ONCE = 100_000

/** Makes the databases of large workspaces with the same messages, each at the path of its owner. */
export function createHeavy(
  directory: string,
  owners: readonly { readonly id: string; readonly path: string }[],
  messages: number,
): void {
  const original = join(directory, 'heavy.db')
  const db = openWorkspaceDatabase(original, { create: true, owner: 'nobody' })
  db.sql.transaction(() => converse(db, { authId: 'nobody', people: 20, messages: 20 }))
  for (let made = 20; made < messages; made += AT_ONCE) {
    db.sql.transaction(() =>
      db.sql
        .prepare(
          `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
           INSERT INTO messages (room_id, user_id, content, created_at)
           SELECT 1, user_id, content || ' ' || i, created_at
           FROM n JOIN (SELECT user_id, content, created_at, id FROM messages LIMIT 20) AS m
             ON m.id = 1 + i % 20`,
        )
        .run(Math.min(AT_ONCE, messages - made)),
    )
  }
  db.close()
  for (const { id, path } of owners) {
    rmSync(path, { force: true })
    copyFileSync(original, path)
    const connection = new Connection(path)
    connection.prepare('UPDATE schema_identity SET owner = ?').run(id)
    connection.close()
  }
  rmSync(original)
}

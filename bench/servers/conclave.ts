import { WorkspaceDatabase } from '../../src/workspace-database.ts'
import { workspaceEngine } from '../../src/workspace-engine.ts'
import { serve } from './serve.ts'

/**
 * What shared commits are compared with: each unit of work is a transaction of
 * its own, at once, and with full durability SQLite syncs in it.
 */
class OneCommitEach extends WorkspaceDatabase {
  override async write<T>(work: () => T): Promise<T> {
    return this.sql.transaction(work)
  }
}

/*
 * An engine of the bench's own, because the product has no switch for it: with
 * BENCH_SHARED_COMMIT=no nothing is shared.
 */
const Database = process.env['BENCH_SHARED_COMMIT'] === 'no' ? OneCommitEach : WorkspaceDatabase
serve(
  (durability) => ({
    ...workspaceEngine(durability),
    open: (path, owner, space) => new Database({ path, owner, durability, space }),
  }),
  new URL('../../src/workers/tenant-worker.ts', import.meta.url),
)

import { workspaceEngine } from '../../src/workspace-engine.ts'
import { openedForEach } from './opened-for-each.ts'
import { serve } from './serve.ts'

/** Conclave without its pool. */
serve(
  workspaceEngine,
  new URL('../../src/workers/tenant-worker.ts', import.meta.url),
  openedForEach,
)

import { FileSystemSync } from '../../../src/database/file-system-sync.ts'
import { MigrationBatch, type SharedSync } from '../../../src/database/migration-batch.ts'
import { answerRequests } from '../../../src/workers/answer-requests.ts'
import { workspaceMigrations } from '../../../src/workspace-database.ts'
import { workspaceEngine } from '../../../src/workspace-engine.ts'
import type { BatchOrder } from '../batch-order.ts'

/** A tenant worker that leaves out, or puts off, one of the three syncs of a batch. */
const order = process.env['BATCH_ORDER'] as BatchOrder

/** Numbers from 1. */
const LEFT_OUT: Partial<Record<BatchOrder, number>> = {
  'names-not-synced': 1,
  'logs-not-synced': 2,
  'recorded-before-the-sync': 2,
  'closed-before-the-sync': 3,
}

class OutOfOrder extends MigrationBatch {
  readonly #late: FileSystemSync

  constructor(sync: FileSystemSync) {
    super(workspaceMigrations, withoutOne(sync))
    this.#late = sync
  }

  override release(): void {
    if (order === 'recorded-before-the-sync') this.#late.sync()
    super.release()
  }
}

function withoutOne(own: FileSystemSync): SharedSync {
  let count = 0
  return {
    device: own.device,
    close: () => own.close(),
    sync() {
      count += 1
      if (order === 'killed' && count === 2) process.kill(process.pid, 'SIGKILL')
      if (order === 'names-not-synced' && count === 2) process.kill(process.pid, 'SIGKILL')
      if (count !== LEFT_OUT[order]) own.sync()
    },
  }
}

answerRequests({
  ...workspaceEngine('normal'),
  batch(directory) {
    const sync = FileSystemSync.at(directory)
    return sync && new OutOfOrder(sync)
  },
})

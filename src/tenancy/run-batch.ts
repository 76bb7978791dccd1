import type { BatchedFile, BatchedOutcome } from '../database/migration-batch.ts'
import { obstacle } from './obstacle.ts'
import type { RunWork } from './perform-run.ts'
import type { RunItem } from './run-task.ts'
import { type WorkerChannel, WorkerFailed } from './worker-channel.ts'

/**
 * In a batch that is so old no other file is held, and none begun, because
 * somebody may wait for one of it; milliseconds.
 */
const HOLDING = 100
const BEGINNING = 250

/** What a batch has left over. */
export interface LeftOver {
  /** Its time was up. */
  readonly again: readonly RunItem[]
  /** To be worked on each by itself: in use, or not to be opened. */
  readonly alone: readonly RunItem[]
}

/**
 * Migrates tenants that nobody has open with shared syncs. They are written down
 * when their logs are on the disk, and let go after that: see {@link MigrationBatch}.
 */
export async function runBatch(
  work: RunWork,
  items: readonly RunItem[],
  fileOf: (item: RunItem) => BatchedFile,
  worker: WorkerChannel,
): Promise<LeftOver> {
  try {
    const held = await worker.ask({
      kind: 'batch-hold',
      directory: work.fleet.directory.path,
      files: items.map(fileOf),
      milliseconds: HOLDING,
    })
    const left = await migrateHeld(
      work,
      items.filter((_, index) => held[index] === true),
      fileOf,
      worker,
    )
    return {
      again: [...left.again, ...items.slice(held.length)],
      alone: [...left.alone, ...items.filter((_, index) => held[index] === false)],
    }
  } catch (error) {
    // Nothing was begun: whoever works on each of them alone meets the reason.
    if (error instanceof WorkerFailed) return { again: [], alone: items }
    throw error
  } finally {
    // What this fails with is whole on the disk all the same: the log of each file stays with it.
    await worker.ask({ kind: 'batch-release' }).catch(() => undefined)
  }
}

async function migrateHeld(
  { fleet, task, tally, begun, mayFail }: RunWork,
  items: readonly RunItem[],
  fileOf: (item: RunItem) => BatchedFile,
  worker: WorkerChannel,
): Promise<LeftOver> {
  const start = performance.now()
  const byPath = new Map<string, RunItem>()
  for (const item of items) {
    // Whatever operation begins from now on cannot prove that the file is unused, and waits.
    const inTheWay = obstacle(fleet, item.tenant.id)
    if (inTheWay === null) byPath.set(fileOf(item).path, item)
    else tally.leave(item, inTheWay)
  }
  let outcomes: readonly BatchedOutcome[]
  try {
    const limits = { milliseconds: BEGINNING, failures: mayFail() }
    outcomes = await worker.ask({ kind: 'batch-migrate', paths: [...byPath.keys()], limits })
  } catch (error) {
    if (!(error instanceof WorkerFailed)) throw error
    // What one of them did to the worker it may do again, to itself only. What the worker
    // had done to the others stays: they have begun.
    for (const item of byPath.values()) begun.add(item)
    return { again: [], alone: [...byPath.values()].map((item) => ({ ...item, begun: true })) }
  }
  const each = (performance.now() - start) / outcomes.length
  for (const { path, outcome, error } of outcomes) {
    const item = byPath.get(path)
    if (!item) continue
    byPath.delete(path)
    begun.add(item)
    if (outcome) tally.settle(item, task, outcome, each)
    else tally.fail(item, error?.message ?? 'it did not say why', each)
  }
  await tally.flush()
  return { again: [...byPath.values()], alone: [] }
}

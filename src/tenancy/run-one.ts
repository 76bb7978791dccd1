import { obstacle } from './obstacle.ts'
import type { RunWork } from './perform-run.ts'
import type { RunItem } from './run-task.ts'
import type { WorkerChannel } from './worker-channel.ts'

/** Does the task of a run with one tenant, whatever comes of it. */
export async function runOne(
  { fleet, task, tally }: RunWork,
  item: RunItem,
  worker: WorkerChannel,
): Promise<void> {
  const { id } = item.tenant
  const start = performance.now()
  try {
    // Looked at as late as can be: a run takes long, and what it found at its start may be over.
    const inTheWay = obstacle(fleet, id)
    if (inTheWay !== null) return tally.leave(item, inTheWay)
    const outcome = await whileHeld(task.shared?.(item).path, worker, async () => {
      // Whatever operation begins from now on cannot prove that the file is unused, and waits.
      const operation = obstacle(fleet, id)
      return operation ?? (await worker.ask(task.request(item)))
    })
    if (typeof outcome === 'string') return tally.leave(item, outcome)
    if (!outcome) throw new Error('the worker did not say what it has done')
    tally.settle(item, task, outcome, performance.now() - start)
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown.message : String(thrown)
    tally.fail(item, error, performance.now() - start)
  }
}

/** Keeps the file open meanwhile, if there is one to keep; what was written is on the disk afterwards. */
async function whileHeld<T>(
  path: string | undefined,
  worker: WorkerChannel,
  work: () => Promise<T>,
): Promise<T> {
  if (path === undefined) return work()
  await worker.ask({ kind: 'hold', path })
  try {
    return await work()
  } finally {
    await worker.ask({ kind: 'release', path })
  }
}

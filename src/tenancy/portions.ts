import { statSync } from 'node:fs'
import type { RunItem, RunTask } from './run-task.ts'

/** Files of one batch: each costs two descriptors, and all of them are held until the last is done. */
const MOST = 128

/**
 * Bytes. A larger file may take long, for which the others of its batch would
 * have to wait, and the sync that it saves matters less to it.
 */
const LARGEST = 1_048_576

/**
 * Cuts a wave into what a worker does at a time: batches of tenants that are
 * migrated together where the task allows it, each of the others by itself.
 *
 * @param workers that share the wave
 */
export function portions(
  { inBatches = false, shared }: RunTask,
  wave: readonly RunItem[],
  workers: number,
): readonly (readonly RunItem[])[] {
  const isSmall = (item: RunItem) => {
    const size = shared && statSync(shared(item).path, { throwIfNoEntry: false })?.size
    return inBatches && size !== undefined && size <= LARGEST
  }
  const cut: RunItem[][] = []
  // Batches of the same size, or one worker would have the last one to itself.
  const turns = Math.ceil(wave.length / (workers * MOST))
  const most = Math.ceil(wave.length / (workers * turns))
  let batch: RunItem[] = []
  for (const item of wave) {
    if (!isSmall(item)) {
      cut.push([item])
      continue
    }
    if (batch.length === 0) cut.push(batch)
    batch.push(item)
    if (batch.length >= most) batch = []
  }
  return cut
}

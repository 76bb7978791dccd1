import { statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { retryWhileBusy } from '../../src/database/backoff.ts'
import { Connection } from '../../src/database/connection.ts'

/** Files after the last one that has changed among which those are that are being worked on. */
const AHEAD = 200
const EVERY = 5
const PATIENCE = 60_000

/**
 * Uses databases while they are migrated, as requests to a server would, and
 * those above all whose turn it is now.
 *
 * @param paths in the order in which they are migrated
 * @returns milliseconds that each visit took
 */
export async function visit(
  paths: readonly string[],
  hasEnded: () => boolean,
): Promise<readonly number[]> {
  const begun = Date.now()
  const visits: number[] = []
  let first = 0
  while (!hasEnded()) {
    while (first < paths.length - 1 && changedAt(paths[first]) > begun) first += 1
    const path = paths[Math.min(paths.length - 1, first + Math.floor(Math.random() * AHEAD))]
    const start = performance.now()
    await retryWhileBusy(() => look(path ?? ''), PATIENCE)
    visits.push(performance.now() - start)
    await pause(EVERY)
  }
  return visits
}

function changedAt(path: string | undefined): number {
  return statSync(path ?? '', { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function look(path: string): void {
  const connection = new Connection(path)
  try {
    connection.query('SELECT owner FROM schema_identity', [])
  } finally {
    connection.close()
  }
}

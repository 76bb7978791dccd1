import { mayStartThread } from '../may-start-thread.ts'
import { BackupInterrupted, BackupNotDue, BackupRunning } from './errors.ts'
import type { BackupOptions, BackupReport } from './run-backup.ts'

/** What the thread is told: what to do first, and perhaps to stop. */
export type BackupRequest = BackupOptions | 'stop'

export type BackupAnswer =
  | { readonly ok: true; readonly report: BackupReport }
  | { readonly ok: false; readonly name: string; readonly message: string }

/** How long a thread that was told to stop may go on with one statement; milliseconds. */
const STOP_PATIENCE = 3_000

/**
 * Makes one backup in a thread of its own. A stop is heard between two tenants;
 * a thread that does not hear it is ended, and leaves to the next run what it has left.
 *
 * @throws BackupRunning, BackupNotDue, BackupInterrupted, and Error with the reason of any other failure
 */
export async function backUpInWorker(
  workerUrl: URL,
  options: BackupOptions,
  signal: AbortSignal,
): Promise<BackupReport> {
  signal.throwIfAborted()
  if (!mayStartThread()) throw new Error('too many files are open for a new thread')
  // The browser's type, which a dependency brings in, knows no `unref`.
  const worker = new Worker(workerUrl) as Bun.Worker
  const { promise, resolve, reject } = Promise.withResolvers<BackupAnswer>()
  let patience: ReturnType<typeof setTimeout> | undefined
  const stop = () => {
    worker.postMessage('stop' satisfies BackupRequest)
    patience = setTimeout(
      () => reject(new BackupInterrupted('interrupted: nothing of it was kept')),
      STOP_PATIENCE,
    )
  }
  worker.addEventListener('message', (event: Event) => {
    resolve((event as MessageEvent<BackupAnswer>).data)
  })
  worker.addEventListener('error', (event: Event) => {
    reject(new Error(event instanceof ErrorEvent ? event.message : 'the thread died'))
  })
  worker.addEventListener('close', () => reject(new Error('the thread ended')))
  signal.addEventListener('abort', stop)
  try {
    worker.postMessage(options satisfies BackupRequest)
    return unwrap(await promise)
  } finally {
    clearTimeout(patience)
    signal.removeEventListener('abort', stop)
    worker.terminate()
  }
}

/** A thread's errors arrive as text; those that are told apart get their class back. */
function unwrap(answer: BackupAnswer): BackupReport {
  if (answer.ok) return answer.report
  for (const kind of [BackupRunning, BackupNotDue, BackupInterrupted]) {
    if (kind.name === answer.name) throw new kind(answer.message)
  }
  throw new Error(answer.message)
}

import type { BackupAnswer, BackupRequest } from '../tenancy/backups/backup-in-worker.ts'
import { runBackup } from '../tenancy/backups/run-backup.ts'
import { yieldToOthers } from './yield-to-others.ts'

declare const self: Worker

/** The thread that makes one backup, and stops when it is told to. */
const stop = new AbortController()
yieldToOthers()

self.onmessage = async ({ data }: MessageEvent<BackupRequest>) => {
  if (data === 'stop') stop.abort()
  else self.postMessage(await answer(data))
}

async function answer(options: Exclude<BackupRequest, 'stop'>): Promise<BackupAnswer> {
  try {
    return { ok: true, report: await runBackup(options, stop.signal) }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    return { ok: false, name, message }
  }
}

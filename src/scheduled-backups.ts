import type { Config } from './config.ts'
import type { Logger } from './log.ts'
import { backUpInWorker } from './tenancy/backups/backup-in-worker.ts'
import { BackupSchedule } from './tenancy/backups/backup-schedule.ts'

const WORKER = new URL('./workers/backup-worker.ts', import.meta.url)

/** Makes backups beside the server if the configuration asks for that. */
export function scheduleBackups(
  { dataDir, backupDir, backupEvery, backupKeepDays }: Config,
  log: Logger,
): BackupSchedule | undefined {
  if (backupDir === undefined || backupEvery === undefined) return undefined
  const options = { dataDir, backupDir, keepDays: backupKeepDays, unlessWithin: backupEvery }
  return new BackupSchedule({
    directory: backupDir,
    every: backupEvery,
    perform: (signal) => backUpInWorker(WORKER, options, signal),
    onMade({ failed, remark, ...report }) {
      log.info({ ...report, failed: failed.length }, 'backup made')
      if (remark !== null) log.warn({ remark }, 'backup was a full one')
      for (const { id: tenant, error } of failed) {
        log.error({ tenant, reason: error }, 'workspace could not be backed up')
      }
    },
    onFailed: (err) => log.error({ err }, 'backup failed: it will be tried again'),
  })
}

import { resolve } from 'node:path'
import type { Config } from '../src/config.ts'
import { BackupDirectory } from '../src/tenancy/backups/backup-directory.ts'
import { type CommandContext, UsageError } from './command.ts'

/**
 * Where the backups are that a command is about.
 *
 * @param option the name of the option that says so; BACKUP_DIR otherwise
 * @throws UsageError without either
 */
export function backupDirectory(
  { backupDir }: Config,
  options: CommandContext['options'],
  option: 'from' | 'to',
): BackupDirectory {
  const given = options[option]
  const path = typeof given === 'string' ? resolve(given) : backupDir
  if (path === undefined) throw new UsageError(`set BACKUP_DIR, or pass --${option}`)
  return new BackupDirectory(path)
}

/**
 * A point in time as somebody types it: RFC 3339, or in the form in which
 * commands show times, which is UTC.
 *
 * @throws UsageError
 */
export function parseTime(text: string): Date {
  const [, day, time = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(
      text.replace(/ UTC$/, ''),
    ) ?? []
  const at = new Date(`${day}T${time}${zone}`)
  if (!Number.isNaN(at.getTime())) return at
  throw new UsageError('--at must be a time such as 2026-11-23T05:15:00Z')
}

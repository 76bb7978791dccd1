import { sep } from 'node:path'
import {
  ConfigError,
  directory,
  type Environment,
  shown,
  text,
  wholeNumber,
} from './environment.ts'

export interface BackupConfig {
  /** Absolute path of the directory that backups are kept in; undefined: none are made by themselves. */
  readonly backupDir: string | undefined
  /** Milliseconds between two backups of a running server; undefined: only by command. */
  readonly backupEvery: number | undefined
  /** Days after which a backup is removed. */
  readonly backupKeepDays: number
}

export function backups(env: Environment, dataDir: string): BackupConfig {
  const backupDir = directory(env, 'BACKUP_DIR')
  if (backupDir !== undefined && `${backupDir}${sep}`.startsWith(`${dataDir}${sep}`)) {
    throw new ConfigError('BACKUP_DIR', 'lies within DATA_DIR: it must be a directory elsewhere')
  }
  const backupEvery = duration(env, 'BACKUP_EVERY')
  if (backupEvery !== undefined && backupDir === undefined) {
    throw new ConfigError('BACKUP_DIR', 'is not set: with BACKUP_EVERY it must be a directory')
  }
  return {
    backupDir,
    backupEvery,
    backupKeepDays: wholeNumber(env, 'BACKUP_KEEP_DAYS', 30, 36_500),
  }
}

const UNITS = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 } as const
/** `setTimeout` takes no more than 2^31 milliseconds. */
const LONGEST_DURATION = 24 * UNITS.d

function duration(env: Environment, name: string): number | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  const [, number = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(value) ?? []
  const milliseconds = Number(number) * (UNITS[unit as keyof typeof UNITS] ?? 0)
  if (milliseconds > 0 && milliseconds <= LONGEST_DURATION) return milliseconds
  throw new ConfigError(name, `is ${shown(value)}: it must be a time from 1m to 24d, such as 24h`)
}

import { accessSync, chmodSync, constants, statSync } from 'node:fs'
import type { DataDirectory } from '../tenancy/data-directory.ts'
import { TenancyError } from '../tenancy/errors.ts'
import { OTHERS } from './private-files.ts'

/** DATA_DIR leads to something in which nothing can be kept. */
export class DataDirectoryUnusable extends TenancyError {
  override name = 'DataDirectoryUnusable'
}

/**
 * Makes the data directory if it is missing, and finds out whether files can be
 * made in it before anything is begun. One that is there already is closed to
 * everybody else.
 *
 * @throws DataDirectoryUnusable
 */
export function prepareDataDirectory(directory: DataDirectory): void {
  try {
    directory.prepare()
    closeToOthers(directory.path)
    accessSync(directory.path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new DataDirectoryUnusable(
      `the data directory ${directory.path} ${trouble(cause)}: set DATA_DIR to a directory that this user may write`,
      { cause },
    )
  }
}

/** Somebody's who is not its owner, such as a volume of a container, it is left as it is. */
function closeToOthers(path: string): void {
  const { mode, uid } = statSync(path)
  if ((mode & OTHERS) === 0) return
  if (uid === process.geteuid?.()) chmodSync(path, mode & 0o700)
}

function trouble(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'is not a directory'
    case 'EACCES':
    case 'EPERM':
      return 'may not be written'
    case 'EROFS':
      return 'is on a read-only file system'
    case 'ENOSPC':
      return 'is on a full disk'
    default:
      return 'cannot be made'
  }
}

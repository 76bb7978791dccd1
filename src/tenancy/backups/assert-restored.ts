import { existsSync } from 'node:fs'
import type { DataDirectory } from '../data-directory.ts'
import { TenancyError } from '../errors.ts'

/** A restoration of everything was interrupted. */
export class RestorationUnfinished extends TenancyError {
  override name = 'RestorationUnfinished'
}

/** @throws RestorationUnfinished */
export function assertRestored(directory: DataDirectory): void {
  if (!existsSync(directory.restoring)) return
  throw new RestorationUnfinished(
    `${directory.path} is half restored: run backup:restore-all again`,
  )
}

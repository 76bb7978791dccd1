import type { Examination } from '../../database/examine-database.ts'
import { RestoreNotPossible } from './errors.ts'

/** @throws RestoreNotPossible with one line, unless nothing was found */
export function assertSound({ faults }: Examination): void {
  if (faults.length === 0) return
  throw new RestoreNotPossible(faults.map(({ detail }) => detail).join('; '))
}

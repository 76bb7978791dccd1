import type { FaultCode } from '../../database/examine-database.ts'

export type FindingCode =
  | FaultCode
  | 'missing'
  | 'files-missing'
  | 'version'
  | 'behind'
  | 'stray'
  | 'interrupted'
  | 'unfinished'

/** What can be done about it without losing anything. Each is proven again before it is done. */
export type Repair =
  /** Writes the version of the file into the registry. */
  | { readonly kind: 'set-version'; readonly tenant: string; readonly from: number; to: number }
  /** Makes the directory of the attachments. */
  | { readonly kind: 'make-files'; readonly tenant: string }
  /** Completes or undoes an operation that was interrupted. */
  | { readonly kind: 'settle'; readonly tenant: string }
  /** Moves what belongs to nobody out of the way. The path is relative to the data directory. */
  | { readonly kind: 'quarantine'; readonly path: string }

/** One thing that is not as it has to be. */
export interface Finding {
  readonly code: FindingCode
  /** The workspace's slug; null where it is nobody's. */
  readonly workspace: string | null
  /** Relative to the data directory. */
  readonly path: string
  /** What is wrong, in one line. */
  readonly detail: string
  /** What to do about it. */
  readonly advice: string
  readonly repair: Repair | null
}

import type { MigrationOutcome, RollbackBounds } from '../database/migrate.ts'
import type { Restoration } from '../database/restore-snapshot.ts'
import type { TenantExport, TenantImport } from './transfer.ts'

/** What a tenant worker can be asked to do. Everything here would stall the event loop. */
export type WorkerRequest =
  /** Applies pending migrations. */
  | {
      readonly kind: 'migrate'
      readonly path: string
      readonly owner: string
      /** Where to keep the file as it was before. */
      readonly snapshot?: string
    }
  /** Applies them, and keeps nothing of it. */
  | {
      readonly kind: 'rehearse'
      readonly path: string
      readonly owner: string
      readonly scratch: string
    }
  /** Undoes migrations, unless the file's version is outside the bounds. */
  | {
      readonly kind: 'roll-back'
      readonly path: string
      readonly owner: string
      readonly bounds: RollbackBounds
    }
  /** Puts a snapshot in the place of the file. */
  | {
      readonly kind: 'restore'
      readonly path: string
      readonly owner: string
      readonly restoration: Restoration
    }
  /**
   * Opens the file and keeps it open, so that a close elsewhere is not the last
   * one, which would have to checkpoint and sync.
   */
  | { readonly kind: 'hold'; readonly path: string }
  /** Closes a file that is held: the checkpoint happens here. */
  | { readonly kind: 'release'; readonly path: string }
  /** Moves the write-ahead log into the file and removes it; fails while anybody has the file open. */
  | { readonly kind: 'prove-unused'; readonly path: string }
  | { readonly kind: 'export'; readonly content: TenantExport }
  | { readonly kind: 'import'; readonly content: TenantImport }
  /** Packs a file that nobody has open into another, and reads that again to be sure. */
  | { readonly kind: 'compress'; readonly path: string; readonly target: string }
  /** Undoes `compress`. */
  | { readonly kind: 'expand'; readonly path: string; readonly target: string }

/** Whatever is about migrations answers with what it did. */
export type WorkerAnswer =
  | { readonly ok: true; readonly outcome?: MigrationOutcome }
  | { readonly ok: false; readonly name: string; readonly message: string }

export interface WorkerEnvelope<Content> {
  readonly id: number
  readonly content: Content
}

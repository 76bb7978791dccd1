/** What a tenant worker can be asked to do. Everything here would stall the event loop. */
export type WorkerRequest =
  /** Applies pending migrations. */
  | { readonly kind: 'migrate'; readonly path: string; readonly owner: string }
  /**
   * Opens the file and keeps it open, so that a close elsewhere is not the last
   * one, which would have to checkpoint and sync.
   */
  | { readonly kind: 'hold'; readonly path: string }
  /** Closes a file that is held: the checkpoint happens here. */
  | { readonly kind: 'release'; readonly path: string }

/** `migrate` answers with the version that the file has now. */
export type WorkerAnswer =
  | { readonly ok: true; readonly version?: number }
  | { readonly ok: false; readonly name: string; readonly message: string }

export interface WorkerEnvelope<Content> {
  readonly id: number
  readonly content: Content
}

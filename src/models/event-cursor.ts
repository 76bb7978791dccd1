/** Somewhere in the log of a workspace: behind the event `seq`. */
export interface EventPosition {
  readonly epoch: number
  readonly seq: number
}

const CURSOR = /^(\d{1,15})\.(\d{1,15})$/

/** @returns null for what is none */
export function parseCursor(text: string): EventPosition | null {
  const [, epoch, seq] = CURSOR.exec(text) ?? []
  return epoch === undefined || seq === undefined
    ? null
    : { epoch: Number(epoch), seq: Number(seq) }
}

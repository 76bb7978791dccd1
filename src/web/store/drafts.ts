import { type Signal, signal } from '@preact/signals'
import type { UploadedFile } from '../../../client/generated/types.ts'
import type { Kept } from './kept.ts'

/** What stands in a composer. */
export interface Draft {
  readonly text: string
  readonly replyTo: number | null
  /** Uploaded, and in no message yet. */
  readonly files: readonly UploadedFile[]
  /** A message that is being changed; the text above waits until that is done. */
  readonly edit: { readonly id: number; readonly text: string } | null
}

export const EMPTY: Draft = { text: '', replyTo: null, files: [], edit: null }

/** What is written in each composer, kept as it is typed. */
export class Drafts {
  readonly #kept: Kept<Draft>
  readonly #open = new Map<string, Signal<Draft>>()

  constructor(kept: Kept<Draft>) {
    this.#kept = kept
  }

  /** @param place a room or a thread */
  of(place: string): Signal<Draft> {
    let draft = this.#open.get(place)
    if (draft === undefined) {
      draft = signal(this.#kept.get(place) ?? EMPTY)
      this.#open.set(place, draft)
    }
    return draft
  }

  change(place: string, changes: Partial<Draft>): void {
    const draft = this.of(place)
    draft.value = { ...draft.peek(), ...changes }
    const { text, files, replyTo, edit } = draft.value
    if (text === '' && files.length === 0 && replyTo === null && edit === null) {
      this.#kept.remove(place)
    } else this.#kept.put(place, draft.value)
  }
}

export function readDraft(value: unknown): Draft | null {
  const kept = value as Partial<Draft> | null
  if (typeof kept?.text !== 'string') return null
  const { text, replyTo = null, files = [], edit = null } = kept
  return { text, replyTo, files, edit }
}

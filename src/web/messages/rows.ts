import type { Message } from '../../../client/generated/types.ts'
import type { Unsent } from '../store/unsent.ts'
import { dayOf } from './dates.ts'

/** What a list of messages is made of, from the top to the bottom. */
export type Row =
  | { readonly kind: 'beginning'; readonly key: 'beginning' }
  /** More is to be read there. */
  | { readonly kind: 'more'; readonly key: 'older' | 'newer' }
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'unread'; readonly key: 'unread' }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly message: Message
      /** Of its author's that stand together: with their name. */
      readonly first: boolean
      /** Nobody knows yet what stands before it, and so whether it is the first. */
      readonly open: boolean
    }
  | { readonly kind: 'notice'; readonly key: string; readonly message: Message }
  | {
      readonly kind: 'unsent'
      readonly key: string
      readonly unsent: Unsent
      readonly first: boolean
    }

interface RowsOptions {
  /** Oldest first. */
  readonly messages: readonly Message[]
  readonly unsent: readonly Unsent[]
  readonly reachedStart: boolean
  readonly reachedEnd: boolean
  /** What is newer and not one's own stands behind a line. */
  readonly readUpTo: number | null
  readonly me: string
}

/** Milliseconds between messages of one author that still stand together. */
const TOGETHER = 5 * 60_000

/** The rows that show these messages: days, groups of one author, and what is not sent yet. */
export function rowsOf(options: RowsOptions): Row[] {
  const { messages, unsent, reachedStart, reachedEnd, readUpTo, me } = options
  const rows: Row[] = []
  if (reachedStart) rows.push({ kind: 'beginning', key: 'beginning' })
  else rows.push({ kind: 'more', key: 'older' })
  let day = ''
  let before: Spoken | null = null
  // Where it begins further up than what was read so far, there is no line to be drawn yet.
  const known = reachedStart || (messages[0]?.id ?? 0) <= (readUpTo ?? 0)
  let divided = readUpTo === null || !known

  function beginDay(at: string): void {
    const its = dayOf(at)
    if (its === day) return
    day = its
    before = null
    rows.push({ kind: 'day', key: `day ${its}`, at })
  }

  for (const message of messages) {
    beginDay(message.created_at)
    const { id, notice, user } = message
    if (!divided && id > (readUpTo ?? 0) && notice === null && user?.id !== me) {
      divided = true
      before = null
      rows.push({ kind: 'unread', key: 'unread' })
    }
    if (notice !== null) {
      rows.push({ kind: 'notice', key: `m${id}`, message })
      before = null
      continue
    }
    const spoken: Spoken = {
      by: user?.id ?? '',
      at: message.created_at,
      alone: message.reply_to_id !== null,
    }
    const open = message === messages[0] && !reachedStart
    rows.push({ kind: 'message', key: `m${id}`, message, first: !goesOn(before, spoken), open })
    before = spoken
  }
  if (!reachedEnd) {
    rows.push({ kind: 'more', key: 'newer' })
    return rows
  }
  for (const one of unsent) {
    beginDay(one.at)
    const spoken: Spoken = { by: me, at: one.at, alone: one.reply_to_id !== null }
    rows.push({ kind: 'unsent', key: `u${one.key}`, unsent: one, first: !goesOn(before, spoken) })
    before = spoken
  }
  return rows
}

interface Spoken {
  readonly by: string
  readonly at: string
  /** It says whom it answers, and so begins anew. */
  readonly alone: boolean
}

function goesOn(before: Spoken | null, { by, at, alone }: Spoken): boolean {
  if (before === null || alone || before.by !== by) return false
  return Date.parse(at) - Date.parse(before.at) < TOGETHER
}

/** What the virtual list has to know of them. */
export const ROW_TRAITS = {
  guess: guessHeight,
  holds: (row: Row) =>
    row.kind === 'message' ? !row.open : row.kind === 'notice' || row.kind === 'unsent',
}

function guessHeight(row: Row): number {
  if (row.kind === 'unsent') return textHeight(row.unsent.content, row.first)
  if (row.kind !== 'message') return row.kind === 'beginning' ? 140 : 40
  const { content, file, reactions } = row.message
  const picture = file?.height == null ? (file === null ? 0 : 64) : Math.min(320, file.height)
  return textHeight(content ?? '', row.first) + picture + (reactions.length > 0 ? 34 : 0)
}

function textHeight(text: string, first: boolean): number {
  const lines = text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / 90), 0)
  return lines * 22 + (first ? 34 : 6)
}

import { rangesOf } from './match.ts'
import type { Term } from './query.ts'

/** A piece of a text; `marked` where it is what was searched for. */
export interface Segment {
  readonly text: string
  readonly marked: boolean
}

/** UTF-16 units that are shown before the first mark, and at all. */
const LEAD = 60
const LENGTH = 240

/**
 * The part of a text about what was searched for. Together the segments are that part, as it was
 * written; `…` stands where something is left out.
 */
export function snippetOf(content: string, terms: readonly Term[]): Segment[] {
  const ranges = rangesOf(content, terms)
  const first = ranges[0]?.start ?? 0
  const fits = content.length <= LENGTH
  const from = fits
    ? 0
    : whole(content, Math.max(0, Math.min(first - LEAD, content.length - LENGTH)))
  const to = fits ? content.length : whole(content, Math.min(content.length, from + LENGTH))
  const segments: Segment[] = []
  const add = (text: string, marked: boolean) => {
    if (text !== '') segments.push({ text, marked })
  }
  let at = from
  add(from > 0 ? '…' : '', false)
  for (const { start, end } of ranges) {
    if (end <= at || start >= to) continue
    add(content.slice(at, Math.max(at, start)), false)
    add(content.slice(Math.max(at, start), Math.min(end, to)), true)
    at = Math.min(end, to)
  }
  add(content.slice(at, to), false)
  add(to < content.length ? '…' : '', false)
  return segments
}

/** The place itself, or the one before where it lies between two halves of a character. */
function whole(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at
}

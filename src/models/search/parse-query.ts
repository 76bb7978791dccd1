import type { Attachment, Filter, SearchQuery, Term } from './query.ts'
import { wordsOf } from './words.ts'

/** A word or `"a phrase"`, with a minus, the name of a filter, and a star, where they are. */
const PART = /(-?)(?:(from|in|has|before|after|on):)?(?:"([^"]*)"?|([^\s"]+))(\*?)/giu

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

/** Shorter ones would begin half of all words. */
const SHORTEST_PREFIX = 2

interface Draft {
  terms: Term[]
  from: Filter[]
  in: Filter[]
  has: Filter<Attachment>[]
  since: string | null
  until: string | null
}

/**
 * What somebody typed into a search box. Everything has a meaning: what is no filter is words, and
 * what has no words is left out.
 *
 * `word`, `"some words"`, `begin*`, `from:ada`, `from:me`, `in:12`, `in:"a name"`, `has:file`,
 * `has:image`, `before:2026-03-01`, `after:…`, `on:…`; with `-` in front: not this.
 */
export function parseQuery(text: string): SearchQuery {
  const draft: Draft = { terms: [], from: [], in: [], has: [], since: null, until: null }
  for (const [, minus, name, quoted, plain = '', star] of text.matchAll(PART)) {
    const negated = minus === '-'
    const value = quoted ?? plain
    if (name !== undefined && addFilter(draft, name.toLowerCase(), value.trim(), negated)) continue
    const words = name === undefined ? value : `${name} ${value}`
    const prefix = star === '*' || (quoted === undefined && plain.endsWith('*'))
    const term = termOf(words, prefix, negated)
    if (term !== null) draft.terms.push(term)
  }
  return draft
}

/** @returns whether the value means anything to the filter */
function addFilter(draft: Draft, name: string, value: string, negated: boolean): boolean {
  switch (name) {
    case 'from':
      if (value !== '') draft.from.push({ value: value.replace(/^@/, '').toLowerCase(), negated })
      return value !== ''
    case 'in':
      if (value !== '') draft.in.push({ value: value.replace(/^#/, '').toLowerCase(), negated })
      return value !== ''
    case 'has': {
      const what = value.toLowerCase()
      if (what !== 'file' && what !== 'image') return false
      draft.has.push({ value: what, negated })
      return true
    }
    default:
      return !negated && addDay(draft, name, value)
  }
}

function addDay(draft: Draft, name: string, value: string): boolean {
  const next = dayAfter(value)
  if (next === null) return false
  const since = name === 'after' ? next : name === 'on' ? value : null
  const until = name === 'before' ? value : name === 'on' ? next : null
  if (since !== null && since > (draft.since ?? '')) draft.since = since
  if (until !== null && until < (draft.until ?? '9999-99-99')) draft.until = until
  return true
}

/** Null unless it is a day of the calendar. */
function dayAfter(day: string): string | null {
  const [, year, month, date] = DAY.exec(day) ?? []
  const time = Date.UTC(Number(year), Number(month) - 1, Number(date))
  const isDay = Number.isFinite(time) && new Date(time).toISOString().startsWith(day)
  return isDay ? new Date(time + 86_400_000).toISOString().slice(0, 10) : null
}

function termOf(text: string, star: boolean, negated: boolean): Term | null {
  const words = wordsOf(text)
  const last = words.at(-1)
  if (last === undefined) return null
  const texts = words.map((word) => word.text)
  if (!last.unspaced) {
    return { words: texts, prefix: star && [...last.text].length >= SHORTEST_PREFIX, negated }
  }
  // The last character of a run is a word by itself only where the run ends in the message as well.
  if (words.at(-2)?.end === last.end) return { words: texts.slice(0, -1), prefix: false, negated }
  return { words: texts, prefix: true, negated }
}

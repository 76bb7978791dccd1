import type { UserSummary } from '../../../client/generated/types.ts'

/** What is being mentioned where the caret stands. */
export interface MentionAtCaret {
  /** Where its `@` is. */
  readonly start: number
  /** What was typed behind it, lower-cased. */
  readonly typed: string
}

export function mentionAt(text: string, caret: number): MentionAtCaret | null {
  const found = /(?:^|[\s([{"'])@([\w.-]*)$/.exec(text.slice(0, caret))
  if (found === null) return null
  const typed = found[1] ?? ''
  return { start: caret - typed.length - 1, typed: typed.toLowerCase() }
}

/** Whoever has a name or a handle that begins like that, those whose handle does first. */
export function candidates(
  users: readonly UserSummary[],
  typed: string,
  most: number,
): UserSummary[] {
  const rank = ({ username, name }: UserSummary) => {
    if (username?.toLowerCase().startsWith(typed)) return 0
    const words = (name ?? '').toLowerCase().split(/\s+/)
    return words.some((word) => word.startsWith(typed)) ? 1 : 2
  }
  return users
    .filter((user) => user.username !== null && rank(user) < 2)
    .toSorted((a, b) => rank(a) - rank(b) || (a.name ?? '').localeCompare(b.name ?? ''))
    .slice(0, most)
}

import { classNames } from './class-names.ts'

/** Somebody, or a workspace, as far as it takes to draw them. */
export interface Portrayed {
  readonly id: string
  readonly name: string | null
  readonly username?: string | null
}

interface AvatarProps {
  /** Null for somebody who is gone. */
  readonly of: Portrayed | null
  readonly size?: 'sm' | 'lg' | 'xl'
  /** Whether to show that they are there; absent where nobody asks. */
  readonly online?: boolean | undefined
}

/** Initials on a colour of their own. Always beside the name, so screen readers pass over it. */
export function Avatar({ of, size, online }: AvatarProps) {
  return (
    <span class={classNames('avatar', size, of && `tone-${toneOf(of.id)}`)} aria-hidden="true">
      {of === null ? '–' : initialsOf(of.name ?? of.username ?? '?')}
      {online === undefined ? null : <span class={classNames('presence', online && 'online')} />}
    </span>
  )
}

/** Ada Lovelace: AL; grace: G. By what a reader takes for letters, and not by code units. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  const letters = ends.map((word = '') => /[\p{L}\p{N}]\p{M}*/u.exec(word)?.[0] ?? '')
  return letters.join('').toLocaleUpperCase() || '?'
}

/** One of eight, the same for the same id at any time and place (FNV-1a). */
export function toneOf(id: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  }
  return ((hash ^ (hash >>> 16)) >>> 0) % 8
}

import type { RefObject } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import { useOpenRoom } from '../messages/room-context.ts'
import { useWorkspace } from '../use-workspace.ts'
import { candidates, mentionAt } from './find-mention.ts'
import { replaceText } from './replace-text.ts'

export interface Candidate {
  /** What is written behind the `@`. */
  readonly username: string
  readonly name: string
  /** Null for everybody in the room. */
  readonly user: string | null
}

export interface Mentions {
  readonly open: boolean
  readonly id: string
  readonly activeId: string | undefined
  readonly found: readonly Candidate[]
  readonly active: number
  readonly choose: (candidate: Candidate) => void
  /** @returns whether the key was meant for the list */
  readonly onKeyDown: (event: KeyboardEvent) => boolean
}

const MOST = 8
/** The server tells everybody in rooms up to this size. */
const LARGEST_MENTIONED_ROOM = 100

/** Completes `@names` where the caret stands. */
export function useMentions(
  field: RefObject<HTMLTextAreaElement | null>,
  text: string,
  write: (text: string) => void,
): Mentions {
  const { members } = useWorkspace()
  const { room } = useOpenRoom()
  const id = useId()
  const [active, setActive] = useState(0)
  const [dismissed, dismiss] = useState<number | null>(null)
  const caret = field.current?.selectionStart ?? text.length
  const at = document.activeElement === field.current ? mentionAt(text, caret) : null
  const wanted = at !== null && at.start !== dismissed
  const all = wanted ? members.of(room.id).value : null
  const found =
    wanted && all !== null
      ? candidatesIn(
          all.map(({ user }) => user),
          at.typed,
        )
      : []
  const open = found.length > 0
  const index = Math.min(active, found.length - 1)

  useEffect(() => setActive(0), [at?.start, at?.typed])
  useEffect(() => {
    if (at === null) dismiss(null)
  }, [at === null])

  function candidatesIn(users: Parameters<typeof candidates>[0], typed: string): Candidate[] {
    const people = candidates(users, typed, MOST).map(
      ({ id: user, username, name }): Candidate => ({
        username: username ?? '',
        name: name ?? username ?? '',
        user,
      }),
    )
    const everybody = 'room'.startsWith(typed) && users.length <= LARGEST_MENTIONED_ROOM
    if (!everybody || room.type === 'direct') return people
    return [...people, { username: 'room', name: 'Everybody in this room', user: null }]
  }

  function choose({ username }: Candidate): void {
    if (at === null || field.current === null) return
    const end = text[caret] === ' ' ? caret + 1 : caret
    write(replaceText(field.current, `@${username} `, at.start, end))
  }

  function onKeyDown(event: KeyboardEvent): boolean {
    if (!open) return false
    const chosen = found[index]
    if (event.key === 'ArrowDown') setActive((index + 1) % found.length)
    else if (event.key === 'ArrowUp') setActive((index + found.length - 1) % found.length)
    else if (event.key === 'Escape') dismiss(at?.start ?? null)
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && chosen) {
      choose(chosen)
    } else return false
    event.preventDefault()
    return true
  }

  const activeId = open ? `${id}-${index}` : undefined
  return { open, id, activeId, found, active: index, choose, onKeyDown }
}

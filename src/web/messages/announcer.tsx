import { useEffect, useRef, useState } from 'preact/hooks'
import type { Message } from '../../../client/generated/types.ts'
import { userName } from '../rooms/room-name.ts'
import { useWorkspace } from '../use-workspace.ts'
import { excerpt } from './reply-quote.tsx'

/**
 * Says new messages of others to screen readers. The list itself is silent: what scrolls into it is
 * not new.
 */
export function Announcer({ messages }: { readonly messages: readonly Message[] }) {
  const { me, people } = useWorkspace()
  const [said, say] = useState('')
  const last = useRef<number | null>(null)
  const newest = messages.at(-1)?.id ?? 0
  useEffect(() => {
    const before = last.current
    last.current = newest
    if (before === null || before === 0) return
    const news = messages.filter(
      ({ id, notice, user }) => id > before && notice === null && user?.id !== me.peek().id,
    )
    // More than a few at once were read from the server, and not just said.
    if (news.length === 0 || news.length > 3) return
    say(news.map((one) => `${userName(people.now(one.user))}: ${excerpt(one)}`).join('\n'))
  }, [newest])
  return (
    <div class="unseen" aria-live="polite">
      {said}
    </div>
  )
}

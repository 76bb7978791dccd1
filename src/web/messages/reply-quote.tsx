import { useEffect, useState } from 'preact/hooks'
import type { Message } from '../../../client/generated/types.ts'
import { navigate, withQuery } from '../location.ts'
import { userName } from '../rooms/room-name.ts'
import { ReplyIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'

interface ReplyQuoteProps {
  readonly room: number
  /** The message that is answered. */
  readonly to: number
}

/** Which message is answered, in a line; pressed, it is shown. */
export function ReplyQuote({ room, to }: ReplyQuoteProps) {
  const message = useMessage(room, to)
  const { people } = useWorkspace()
  return (
    <button
      type="button"
      class="quote"
      onClick={() => navigate(withQuery({ m: String(to) }), { replace: true })}
    >
      <ReplyIcon size={14} />
      <span class="unseen">In reply to </span>
      {message === null ? (
        <span class="muted">a message</span>
      ) : (
        <>
          <strong>{userName(people.now(message.user))}</strong>
          <span class="truncate">{excerpt(message)}</span>
        </>
      )}
    </button>
  )
}

/** What a message says, in one line. */
export function excerpt({ content, file, deleted_at }: Message): string {
  if (deleted_at !== null) return 'deleted'
  if (content !== null && content !== '') return content.replace(/\s+/g, ' ').slice(0, 200)
  return file?.name ?? ''
}

/** A message that may be further away than what is loaded. */
export function useMessage(room: number, id: number): Message | null {
  const { timelines } = useWorkspace()
  const known = timelines.find(room, id)
  const [fetched, setFetched] = useState<Message | null>(null)
  useEffect(() => {
    if (known !== undefined) return
    let left = false
    timelines.fetch(room, id).then(
      (message) => !left && setFetched(message),
      // Erased, or not now: then it is "a message".
      () => undefined,
    )
    return () => {
      left = true
    }
  }, [id, known === undefined])
  return known ?? (fetched?.id === id ? fetched : null)
}

import { excerpt, useMessage } from '../messages/reply-quote.tsx'
import { useOpenRoom } from '../messages/room-context.ts'
import { userName } from '../rooms/room-name.ts'
import { IconButton } from '../ui/button.tsx'
import { CloseIcon, EditIcon, ReplyIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'

/** What is being changed or answered, above what is written. */
export function ComposerBar() {
  const { drafts } = useWorkspace()
  const { place } = useOpenRoom()
  const { edit, replyTo } = drafts.of(place).value
  if (edit !== null) {
    return (
      <div class="composer-bar">
        <EditIcon size={16} />
        <span class="truncate">Changing your message</span>
        <IconButton
          compact
          label="Leave it as it was"
          icon={CloseIcon}
          onClick={() => drafts.change(place, { edit: null })}
        />
      </div>
    )
  }
  return replyTo === null ? null : <Answering to={replyTo} />
}

function Answering({ to }: { readonly to: number }) {
  const { drafts, people } = useWorkspace()
  const { room, place } = useOpenRoom()
  const message = useMessage(room.id, to)
  return (
    <div class="composer-bar">
      <ReplyIcon size={16} />
      <span class="truncate">
        Reply to{' '}
        <strong>{message === null ? 'a message' : userName(people.now(message.user))}</strong>
        {message === null ? '' : `: ${excerpt(message)}`}
      </span>
      <IconButton
        compact
        label="Not a reply"
        icon={CloseIcon}
        onClick={() => drafts.change(place, { replyTo: null })}
      />
    </div>
  )
}

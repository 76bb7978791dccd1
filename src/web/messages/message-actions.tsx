import { useRef, useState } from 'preact/hooks'
import type { Message } from '../../../client/generated/types.ts'
import { IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import {
  CopyIcon,
  EditIcon,
  LinkIcon,
  MessageIcon,
  ReplyIcon,
  SmileIcon,
  TrashIcon,
} from '../ui/icons.tsx'
import { Menu } from '../ui/menu.tsx'
import { toast, toastProblem } from '../ui/toasts.tsx'
import { useWorkspace } from '../use-workspace.ts'
import { EmojiPicker } from './emoji-picker.tsx'
import { openThread } from './open-thread.ts'
import { toggleReaction } from './react.ts'
import { useOpenRoom } from './room-context.ts'

interface MessageActionsProps {
  readonly message: Message
  readonly writable: boolean
}

/** What can be done with a message, beside it while somebody points at it or is in it. */
export function MessageActions({ message, writable }: MessageActionsProps) {
  const store = useWorkspace()
  const { room, thread, place } = useOpenRoom()
  const [picking, setPicking] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const smile = useRef<HTMLButtonElement>(null)
  const mine = message.user?.id === store.me.value.id
  const mayDelete = writable && (mine || room.role === 'admin')
  const hasText = (message.content ?? '') !== ''

  const copy = (text: string, done: string) => {
    navigator.clipboard.writeText(text).then(() => toast(done, { tone: 'good' }), toastProblem)
  }
  const link = () => `${window.location.origin}/w/${store.slug}/r/${room.id}?m=${message.id}`
  const edit = () =>
    store.drafts.change(place, { edit: { id: message.id, text: message.content ?? '' } })

  return (
    <div class="message-actions" role="toolbar" aria-label="Message actions">
      {writable ? (
        <>
          <IconButton
            ref={smile}
            compact
            label="Add a reaction"
            icon={SmileIcon}
            aria-haspopup="dialog"
            aria-expanded={picking}
            onClick={() => setPicking(!picking)}
          />
          <IconButton
            compact
            label="Reply"
            icon={ReplyIcon}
            onClick={() => store.drafts.change(place, { replyTo: message.id, edit: null })}
          />
        </>
      ) : null}
      {thread === null ? (
        <IconButton
          compact
          label="Open the thread"
          icon={MessageIcon}
          onClick={() => openThread(message.reply_to_id ?? message.id)}
        />
      ) : null}
      <Menu
        compact
        label="More"
        entries={[
          writable && mine && hasText && { label: 'Edit', icon: EditIcon, onSelect: edit },
          hasText && {
            label: 'Copy text',
            icon: CopyIcon,
            onSelect: () => copy(message.content ?? '', 'Copied.'),
          },
          { label: 'Copy link', icon: LinkIcon, onSelect: () => copy(link(), 'Link copied.') },
          mayDelete && 'line',
          mayDelete && {
            label: 'Delete',
            icon: TrashIcon,
            danger: true,
            onSelect: () => setDeleting(true),
          },
        ]}
      />
      {picking ? (
        <EmojiPicker
          anchor={smile}
          onPick={(emoji) => void toggleReaction(store, message, emoji)}
          onClose={() => setPicking(false)}
        />
      ) : null}
      {deleting ? (
        <ConfirmDialog
          title="Delete this message?"
          confirm="Delete"
          danger
          onConfirm={() =>
            store.conclave.deleteMessage({
              workspace: store.id,
              room: room.id,
              message: message.id,
            })
          }
          onClose={() => setDeleting(false)}
        >
          Everybody in the room will see that a message was deleted, and not what it said.
        </ConfirmDialog>
      ) : null}
    </div>
  )
}

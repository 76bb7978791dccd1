import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { hasKeyboard } from '../has-keyboard.ts'
import { EmojiPicker } from '../messages/emoji-picker.tsx'
import { isWritable, useOpenRoom } from '../messages/room-context.ts'
import { roomName } from '../rooms/room-name.ts'
import { EMPTY } from '../store/drafts.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { CheckIcon, PaperclipIcon, SendIcon, SmileIcon } from '../ui/icons.tsx'
import { Note } from '../ui/note.tsx'
import { useWorkspace } from '../use-workspace.ts'
import { Attachments } from './attachments.tsx'
import { ComposerBar } from './composer-bar.tsx'
import { lastOwnMessage, saveEdit } from './edit.ts'
import { MentionList } from './mention-list.tsx'
import { replaceText } from './replace-text.ts'
import { useMentions } from './use-mentions.ts'
import { useTypeToWrite } from './use-type-to-write.ts'

/** Characters of a message, as Unicode counts them. */
const LONGEST = 4_000
/** From here on it says how many are left. */
const LONG = 3_600

/** Where a message is written, changed or answered. What stands here outlives the page. */
export function Composer() {
  const store = useWorkspace()
  const { room, timeline, thread, place } = useOpenRoom()
  const { drafts, outbox, uploads } = store
  const draft = drafts.of(place).value
  const running = uploads.of(place).value
  const text = draft.edit?.text ?? draft.text
  const field = useRef<HTMLTextAreaElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const smile = useRef<HTMLButtonElement>(null)
  const [picking, setPicking] = useState(false)
  const write = (written: string) =>
    drafts.change(
      place,
      draft.edit ? { edit: { ...draft.edit, text: written } } : { text: written },
    )
  const mentions = useMentions(field, text, write)
  const left = LONGEST - [...text].length
  const empty = text.trim() === '' && draft.files.length === 0
  const uploading = running.some(({ problem }) => problem === null)
  const ready = !empty && left >= 0 && !uploading

  useTypeToWrite(field, thread === null)
  useLayoutEffect(() => {
    const { current } = field
    if (current === null) return
    current.style.height = 'auto'
    current.style.height = `${current.scrollHeight}px`
  }, [text])
  useLayoutEffect(() => {
    // Without a keyboard only for whoever has just asked to write: one on the screen covers half of it.
    const asked = draft.replyTo !== null || draft.edit !== null
    if (hasKeyboard() || asked) field.current?.focus()
  }, [place, draft.replyTo, draft.edit?.id])

  function send(): void {
    if (!ready) return
    if (draft.edit) {
      void saveEdit(store, room.id, place, draft.edit)
      return
    }
    const content = text.trim()
    const reply_to_id = thread ?? draft.replyTo
    // A message shows one file: what was written stands with the first.
    const [first = null, ...others] = draft.files
    outbox.add({ room: room.id, content, reply_to_id, file: first })
    for (const file of others) outbox.add({ room: room.id, content: '', reply_to_id, file })
    drafts.change(place, EMPTY)
    field.current?.focus()
  }

  function pressed(event: KeyboardEvent): void {
    if (event.isComposing || mentions.onKeyDown(event)) return
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && hasKeyboard()) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape' && (draft.edit !== null || draft.replyTo !== null)) {
      event.preventDefault()
      drafts.change(place, { edit: null, replyTo: null })
    } else if (event.key === 'ArrowUp' && empty && draft.edit === null) {
      const last = lastOwnMessage(timeline, store.me.peek().id)
      if (last === undefined) return
      event.preventDefault()
      drafts.change(place, { edit: { id: last.id, text: last.content ?? '' } })
    }
  }

  function insert(piece: string): void {
    const { current } = field
    if (current === null) return
    write(replaceText(current, piece, current.selectionStart, current.selectionEnd))
  }

  if (!isWritable(room, store.workspace.value.state)) {
    return (
      <div class="composer closed">
        <Note>
          {room.archived_at === null
            ? 'This workspace can only be read now.'
            : 'This room is archived: it can be read, and nothing is written here any more.'}
        </Note>
      </div>
    )
  }
  const name = thread === null ? `Message ${roomName(room)}` : 'Reply'
  return (
    <form
      class="composer"
      aria-label={name}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <MentionList {...mentions} />
      <div class="composer-box">
        <ComposerBar />
        <textarea
          ref={field}
          class="composer-text"
          rows={1}
          placeholder={name}
          aria-label={name}
          aria-autocomplete="list"
          aria-controls={mentions.open ? mentions.id : undefined}
          aria-activedescendant={mentions.activeId}
          value={text}
          enterkeyhint={hasKeyboard() ? 'send' : 'enter'}
          onInput={({ currentTarget }) => {
            write(currentTarget.value)
            store.typing(room.id)
          }}
          onKeyDown={pressed}
          onPaste={(event) => {
            const pasted = [...(event.clipboardData?.files ?? [])]
            if (pasted.length === 0) return
            event.preventDefault()
            uploads.begin(place, pasted)
          }}
        />
        <Attachments />
        <div class="composer-tools">
          <input
            ref={files}
            type="file"
            multiple
            hidden
            aria-label="Files to send"
            onChange={({ currentTarget }) => {
              uploads.begin(place, [...(currentTarget.files ?? [])])
              currentTarget.value = ''
            }}
          />
          {draft.edit === null ? (
            <IconButton
              compact
              label="Attach files"
              icon={PaperclipIcon}
              onClick={() => files.current?.click()}
            />
          ) : null}
          <IconButton
            ref={smile}
            compact
            label="Insert an emoji"
            icon={SmileIcon}
            aria-haspopup="dialog"
            aria-expanded={picking}
            onClick={() => setPicking(!picking)}
          />
          <span class="composer-left" role="status">
            {[...text].length < LONG
              ? ''
              : left >= 0
                ? `${left} characters left`
                : `${-left} characters too many`}
          </span>
          {draft.edit === null ? (
            <button
              type="submit"
              class="button primary compact square send"
              aria-label="Send"
              title="Send"
              disabled={!ready}
            >
              <SendIcon size={16} />
            </button>
          ) : (
            <Button compact kind="primary" type="submit" icon={CheckIcon} disabled={!ready}>
              Save
            </Button>
          )}
        </div>
      </div>
      {picking ? (
        <EmojiPicker anchor={smile} onPick={insert} onClose={() => setPicking(false)} />
      ) : null}
    </form>
  )
}

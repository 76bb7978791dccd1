import { useEffect, useRef, useState } from 'preact/hooks'
import type { Message, Reaction } from '../../../client/generated/types.ts'
import { userName } from '../rooms/room-name.ts'
import { classNames } from '../ui/class-names.ts'
import { SmileIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'
import { EmojiPicker } from './emoji-picker.tsx'
import { toggleReaction } from './react.ts'

interface ReactionsProps {
  readonly message: Message
  readonly writable: boolean
}

/** What others think of a message, and oneself. */
export function Reactions({ message, writable }: ReactionsProps) {
  const store = useWorkspace()
  const [picking, setPicking] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const { reactions } = message
  if (reactions.length === 0) return null
  const toggle = (emoji: string) => void toggleReaction(store, message, emoji)
  return (
    <>
      <ul class="reactions" aria-label="Reactions">
        {reactions.map(({ emoji, count, me }) => (
          <li key={emoji}>
            <ReactionButton
              message={message}
              reaction={{ emoji, count, me }}
              disabled={!writable}
              onToggle={() => toggle(emoji)}
            />
          </li>
        ))}
        {writable ? (
          <li>
            <button
              ref={button}
              type="button"
              class="reaction add"
              aria-label="Add a reaction"
              aria-haspopup="dialog"
              aria-expanded={picking}
              onClick={() => setPicking(!picking)}
            >
              <SmileIcon size={16} />
            </button>
          </li>
        ) : null}
      </ul>
      {picking ? (
        <EmojiPicker anchor={button} onPick={toggle} onClose={() => setPicking(false)} />
      ) : null}
    </>
  )
}

interface ReactionButtonProps {
  readonly message: Pick<Message, 'id' | 'room_id'>
  readonly reaction: Reaction
  readonly disabled: boolean
  readonly onToggle: () => void
}

/** Names that fit a tip. */
const MOST_NAMED = 20

function ReactionButton({ message, reaction, disabled, onToggle }: ReactionButtonProps) {
  const { conclave, id: workspace } = useWorkspace()
  const { emoji, count, me } = reaction
  const [who, setWho] = useState<string | undefined>(undefined)
  useEffect(() => setWho(undefined), [count, me])

  /** Who it was is asked for when somebody wants to know. */
  async function ask(): Promise<void> {
    if (who !== undefined) return
    const where = { workspace, room: message.room_id, message: message.id, emoji }
    try {
      const { reactors } = await conclave.listReactors({ ...where, limit: MOST_NAMED })
      const names = reactors.map(({ user }) => userName(user))
      const others = count - names.length
      setWho([...names, ...(others > 0 ? [`${others} more`] : [])].join(', '))
    } catch {
      // Not now: the count is there all the same.
    }
  }

  return (
    <button
      type="button"
      class={classNames('reaction', me && 'me')}
      aria-pressed={me}
      aria-label={`${emoji}, ${count}`}
      title={who}
      disabled={disabled}
      onClick={onToggle}
      onPointerEnter={() => void ask()}
      onFocus={() => void ask()}
    >
      <span class="reaction-emoji">{emoji}</span>
      <span class="reaction-count">{count}</span>
    </button>
  )
}

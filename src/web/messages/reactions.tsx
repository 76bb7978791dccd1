import { useRef, useState } from 'preact/hooks'
import type { Message } from '../../../client/generated/types.ts'
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
    <ul class="reactions" aria-label="Reactions">
      {reactions.map(({ emoji, count, me }) => (
        <li key={emoji}>
          <button
            type="button"
            class={classNames('reaction', me && 'me')}
            aria-pressed={me}
            aria-label={`${emoji}, ${count}`}
            disabled={!writable}
            onClick={() => toggle(emoji)}
          >
            <span class="reaction-emoji">{emoji}</span>
            <span class="reaction-count">{count}</span>
          </button>
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
      {picking ? (
        <EmojiPicker anchor={button} onPick={toggle} onClose={() => setPicking(false)} />
      ) : null}
    </ul>
  )
}

import type { RefObject } from 'preact'
import { useId, useState } from 'preact/hooks'
import { Popover } from '../ui/popover.tsx'
import { EMOJI, QUICK } from './emoji.ts'

interface EmojiPickerProps {
  readonly anchor: RefObject<HTMLElement | null>
  readonly onPick: (emoji: string) => void
  readonly onClose: () => void
}

/** A few emoji of each kind, found by what they are called. */
export function EmojiPicker({ anchor, onPick, onClose }: EmojiPickerProps) {
  const [wanted, setWanted] = useState('')
  const id = useId()
  const words = wanted.trim().toLowerCase()
  const groups = Object.entries({ 'Used often': QUICK, ...EMOJI })
    .map(([group, all]) => [group, all.filter(([, names]) => names.includes(words))] as const)
    .filter(([, found]) => found.length > 0)

  function pick(emoji: string): void {
    onClose()
    anchor.current?.focus()
    onPick(emoji)
  }

  /** Arrows lead through them as they stand; the number in a row follows from where they are. */
  function move(event: KeyboardEvent): void {
    const box = document.getElementById(id)
    const all = [...(box?.querySelectorAll<HTMLElement>('.emoji') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    if (at < 0 && event.key !== 'ArrowDown') return
    const top = all[at]?.offsetTop
    const below = all.findIndex(
      (one) => one.offsetTop > (top ?? 0) && one.offsetLeft >= (all[at]?.offsetLeft ?? 0),
    )
    const above = all.findLastIndex(
      (one) => one.offsetTop < (top ?? 0) && one.offsetLeft <= (all[at]?.offsetLeft ?? 0),
    )
    const to = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at < 0 ? 0 : below,
      ArrowUp: above,
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    if (event.key === 'ArrowUp' && to < 0) box?.querySelector('input')?.focus()
    else all[to]?.focus()
  }

  return (
    <Popover
      anchor={anchor}
      onClose={onClose}
      align="end"
      class="emoji-picker"
      role="dialog"
      id={id}
      onKeyDown={move}
      label="Choose an emoji"
    >
      <input
        class="input"
        placeholder="Find an emoji"
        aria-label="Find an emoji"
        autofocus
        onInput={({ currentTarget }) => setWanted(currentTarget.value)}
        onKeyDown={(event) => {
          const first = groups[0]?.[1][0]?.[0]
          if (event.key !== 'Enter') return
          // Neither the form around it is meant, nor what has the focus then.
          event.preventDefault()
          if (first !== undefined) pick(first)
        }}
      />
      {groups.map(([group, found]) => (
        <section key={group} aria-label={group}>
          <h3 class="menu-label">{group}</h3>
          <div class="emoji-grid">
            {found.map(([emoji, names]) => (
              <button
                key={emoji}
                type="button"
                class="emoji"
                title={names}
                aria-label={names}
                onClick={() => pick(emoji)}
              >
                {emoji}
              </button>
            ))}
          </div>
        </section>
      ))}
      {groups.length === 0 ? <p class="muted small emoji-none">Nothing of that name.</p> : null}
    </Popover>
  )
}

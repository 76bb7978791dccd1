import { Avatar } from '../ui/avatar.tsx'
import { AtIcon } from '../ui/icons.tsx'
import type { Mentions } from './use-mentions.ts'

/** Whom the `@` may be about, above what is written. */
export function MentionList({ open, id, found, active, choose }: Mentions) {
  if (!open) return null
  return (
    <div class="mention-list" role="listbox" id={id} aria-label="People to mention">
      {found.map((candidate, index) => (
        <div
          key={candidate.username}
          id={`${id}-${index}`}
          class="menu-item"
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          // Before the field would lose the focus.
          onMouseDown={(event) => {
            event.preventDefault()
            choose(candidate)
          }}
        >
          {candidate.user === null ? (
            <span class="avatar sm">
              <AtIcon size={14} />
            </span>
          ) : (
            <Avatar of={{ ...candidate, id: candidate.user }} size="sm" />
          )}
          <span class="truncate">{candidate.name}</span>
          <span class="muted small truncate">@{candidate.username}</span>
        </div>
      ))}
    </div>
  )
}

import type { ComponentChildren } from 'preact'
import type { UserSummary } from '../../../../client/generated/types.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { nameOf } from './facts.ts'

interface PersonRowProps {
  readonly user: UserSummary
  readonly online?: boolean | undefined
  /** Behind the name: badges. */
  readonly marks?: ComponentChildren
  readonly note?: ComponentChildren
  /** Where the name leads. */
  readonly href?: string | undefined
  readonly actions?: ComponentChildren
}

/** Somebody in a list of people. */
export function PersonRow({ user, online, marks, note, href, actions }: PersonRowProps) {
  return (
    <div class="row">
      <Avatar of={user} online={online} />
      <div class="row-text">
        <div class="row-title">
          {href === undefined ? nameOf(user) : <a href={href}>{nameOf(user)}</a>}
          {online ? <span class="unseen">(online)</span> : null}
          {marks}
        </div>
        <div class="row-note">{note ?? (user.username === null ? null : `@${user.username}`)}</div>
      </div>
      {actions === undefined ? null : <div class="row-actions">{actions}</div>}
    </div>
  )
}

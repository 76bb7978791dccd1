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
  /** Where the name leads, or what it opens. */
  readonly href?: string
  readonly onShow?: () => void
  readonly actions?: ComponentChildren
}

/** Somebody in a list of people. */
export function PersonRow({ user, online, marks, note, href, onShow, actions }: PersonRowProps) {
  return (
    <div class="row">
      <Avatar of={user} online={online} />
      <div class="row-text">
        <div class="row-title">
          <Name name={nameOf(user)} href={href} onShow={onShow} />
          {online ? <span class="unseen">(online)</span> : null}
          {marks}
        </div>
        <div class="row-note truncate">{note ?? (user.username && `@${user.username}`)}</div>
      </div>
      {actions === undefined ? null : <div class="row-actions">{actions}</div>}
    </div>
  )
}

interface NameProps {
  readonly name: string
  readonly href: string | undefined
  readonly onShow: (() => void) | undefined
}

function Name({ name, href, onShow }: NameProps) {
  if (href !== undefined) return <a href={href}>{name}</a>
  if (onShow === undefined) return <span>{name}</span>
  return (
    <button type="button" class="name-button" onClick={onShow}>
      {name}
    </button>
  )
}

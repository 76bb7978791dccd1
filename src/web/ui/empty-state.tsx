import type { ComponentChildren } from 'preact'
import { classNames } from './class-names.ts'
import type { Icon } from './icons.tsx'

interface EmptyStateProps {
  readonly icon: Icon
  readonly title: string
  /** Why there is nothing, or what would make something appear. */
  readonly children?: ComponentChildren
  /** Buttons. */
  readonly actions?: ComponentChildren
  /** It is all there is in its pane, and stands in the middle of it. */
  readonly filling?: boolean
}

export function EmptyState({ icon: Icon, title, children, actions, filling }: EmptyStateProps) {
  return (
    <div class={classNames('empty', filling && 'filling')}>
      <span class="empty-icon">
        <Icon size={24} />
      </span>
      {filling ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children === undefined ? null : <p>{children}</p>}
      {actions === undefined ? null : <div class="buttons">{actions}</div>}
    </div>
  )
}

import type { ComponentChildren } from 'preact'
import { useTitle } from '../../page-title.ts'
import { BackIcon } from '../../ui/icons.tsx'

interface PaneHeadProps {
  readonly title: string
  readonly note?: ComponentChildren
  /** Where the arrow leads that a phone shows. */
  readonly back: string
  readonly backLabel?: string
  readonly actions?: ComponentChildren
}

/** What stands above a view. */
export function PaneHead({ title, note, back, backLabel, actions }: PaneHeadProps) {
  useTitle(title)
  return (
    <header class="pane-head">
      <a class="button quiet square back" href={back} aria-label={backLabel ?? 'Back'}>
        <BackIcon />
      </a>
      <div class="pane-title">
        <h1>{title}</h1>
        {note === undefined ? null : <p>{note}</p>}
      </div>
      {actions}
    </header>
  )
}

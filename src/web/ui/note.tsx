import type { ComponentChildren } from 'preact'
import { classNames } from './class-names.ts'
import { AlertIcon, CheckIcon, WarningIcon } from './icons.tsx'

interface NoteProps {
  readonly tone?: 'good' | 'warn' | 'bad'
  /** It came up just now, and screen readers say it at once. */
  readonly sudden?: boolean
  readonly children: ComponentChildren
}

const icons = { good: CheckIcon, warn: WarningIcon, bad: WarningIcon }

/** Something to know, inside of the page it is about. */
export function Note({ tone, sudden, children }: NoteProps) {
  const Icon = tone === undefined ? AlertIcon : icons[tone]
  return (
    <div class={classNames('note', tone)} role={sudden ? 'alert' : undefined}>
      <Icon />
      <div>{children}</div>
    </div>
  )
}

import type { ComponentChildren } from 'preact'
import { classNames } from './class-names.ts'

interface BadgeProps {
  readonly tone?: 'accent' | 'good' | 'warn' | 'bad' | undefined
  readonly children: ComponentChildren
}

/** A word or two about the thing beside it. */
export function Badge({ tone, children }: BadgeProps) {
  return <span class={classNames('badge', tone)}>{children}</span>
}

interface CountProps {
  readonly count: number
  /** Beyond which it says "99+", as the server counts no further than 100 either. */
  readonly most?: number
  /** It is about the reader: a mention. */
  readonly strong?: boolean
  /** What is counted, for screen readers: "unread messages". */
  readonly label: string
}

/** How many there are; nothing for none. */
export function Count({ count, most = 99, strong = false, label }: CountProps) {
  if (count === 0) return null
  const shown = count > most ? `${most}+` : String(count)
  return (
    <span class={classNames('count', strong && 'strong')}>
      {shown}
      <span class="unseen"> {label}</span>
    </span>
  )
}

import { effect, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

const own = signal('')
const workspace = signal('')
/** What waits to be read, in all rooms of the workspace. */
export const unreadInTitle = signal(0)

/** Names the page after what it shows. */
export function useTitle(title: string): void {
  useEffect(() => {
    own.value = title
  }, [title])
}

export function nameWorkspace(name: string): void {
  workspace.value = name
}

/** `(3) General · Acme · Conclave` */
export function showTitle(): void {
  effect(() => {
    const count = unreadInTitle.value
    const unread = count === 0 ? '' : `(${count > 99 ? '99+' : count}) `
    document.title = unread + [own.value, workspace.value, 'Conclave'].filter(Boolean).join(' · ')
  })
}

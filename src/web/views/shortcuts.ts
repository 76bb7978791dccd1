import { useEffect } from 'preact/hooks'
import { navigate } from '../location.ts'
import { openDialog } from './dialogs.tsx'

/** Macs have another key for commands, and their readers look for its sign. */
const isMac = /mac|iphone|ipad/i.test(navigator.platform)
export const commandKey = isMac ? '⌘' : 'Ctrl'

/** The keys that work anywhere in a workspace. Rooms have more: `dialogs/shortcut-list.tsx` names all. */
export function useShortcuts(slug: string): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) {
        return
      }
      const command = isMac ? event.metaKey : event.ctrlKey
      const alone = !event.metaKey && !event.ctrlKey && !event.altKey && !isTyping(event.target)
      if (command && !event.altKey && event.key.toLowerCase() === 'k') openDialog('quick-switcher')
      else if (alone && event.key === '?') openDialog('shortcuts')
      else if (alone && event.key === '/') navigate(`/w/${slug}/search`)
      else return
      event.preventDefault()
    }
    // Before those that take any letter for the beginning of a message.
    document.addEventListener('keydown', press, true)
    return () => document.removeEventListener('keydown', press, true)
  }, [slug])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable]') !== null
  )
}

import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/** Whoever begins to type while nothing else wants it is writing a message. */
export function useTypeToWrite(field: RefObject<HTMLTextAreaElement | null>, on: boolean): void {
  useEffect(() => {
    if (!on) return
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      // A blank scrolls, and the others are shortcuts.
      if (event.key.length !== 1 || ' /?'.includes(event.key)) return
      const { activeElement: active, body } = document
      const free = active === null || active === body || active.matches('.scroller, [data-message]')
      if (!free || document.querySelector('dialog[open]') !== null) return
      field.current?.focus()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [on])
}

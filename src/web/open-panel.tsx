import { useEffect } from 'preact/hooks'
import { navigate, place, withQuery } from './location.ts'
import { panels } from './routes.ts'

/** What the address says is to stand beside the room; Escape closes it. */
export function OpenPanel({ room }: { readonly room: number }) {
  const [name = '', of = ''] = (place.value.query.get('panel') ?? '').split(':', 2)
  const Panel = panels[name]
  useEffect(() => {
    if (Panel === undefined) return
    const close = (event: KeyboardEvent) => {
      // What is open above it, or being changed or answered, has taken the key already.
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (document.querySelector('dialog[open]') !== null) return
      navigate(withQuery({ panel: null }))
    }
    document.addEventListener('keydown', close)
    return () => document.removeEventListener('keydown', close)
  }, [Panel])
  return Panel === undefined ? null : <Panel key={`${room} ${name} ${of}`} room={room} of={of} />
}

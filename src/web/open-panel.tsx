import { place } from './location.ts'
import { panels } from './routes.ts'

/** What the address says is to stand beside the room. */
export function OpenPanel({ room }: { readonly room: number }) {
  const [name = '', of = ''] = (place.value.query.get('panel') ?? '').split(':', 2)
  const Panel = panels[name]
  return Panel === undefined ? null : <Panel key={`${room} ${name} ${of}`} room={room} of={of} />
}

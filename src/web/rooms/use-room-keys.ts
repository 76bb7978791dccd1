import { useEffect } from 'preact/hooks'
import { navigate, place } from '../location.ts'
import { useWorkspace } from '../use-workspace.ts'

/** Alt and an arrow go to the room above or below, from anywhere; with Shift to one with news. */
export function useRoomKeys(ids: readonly number[]): void {
  const { slug, rooms } = useWorkspace()
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
      if (by === undefined || !event.altKey || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      const at = ids.findIndex((id) => place.peek().path === `/w/${slug}/r/${id}`)
      const order = ids.map((_, step) => ids[(at + by * (step + 1) + 2 * ids.length) % ids.length])
      const next = event.shiftKey
        ? order.find((id) => (rooms.all.peek().get(id ?? 0)?.unread_count ?? 0) > 0)
        : order[0]
      if (next !== undefined) navigate(`/w/${slug}/r/${next}`)
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [ids.join(), slug])
}

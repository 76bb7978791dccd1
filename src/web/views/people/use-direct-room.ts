import { useState } from 'preact/hooks'
import { navigate } from '../../location.ts'
import { toastProblem } from '../../ui/toasts.tsx'
import { useWorkspace } from '../../use-workspace.ts'

/** Opens the room of two, and makes it where there is none yet. */
export function useDirectRoom() {
  const store = useWorkspace()
  const [busy, setBusy] = useState(false)
  async function open(user: string): Promise<void> {
    setBusy(true)
    try {
      const room = await store.conclave.openDirectRoom({ workspace: store.id, user })
      if (store.rooms.get(room.id) === undefined) await store.reload()
      navigate(`/w/${store.slug}/r/${room.id}`)
    } catch (error) {
      toastProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return { busy, open }
}

import { useEffect } from 'preact/hooks'
import { navigate } from '../location.ts'
import { useTitle } from '../page-title.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { MessageIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'
import { openDialog } from '../views/dialogs.tsx'

/** A workspace of which no room is open: on a large screen the one that was open last opens itself. */
export function NoRoom() {
  const { slug, rooms, lastRoom } = useWorkspace()
  const all = rooms.all.value
  useTitle('Rooms')
  const next = lastRoom !== null && all.has(lastRoom) ? lastRoom : [...all.keys()][0]
  useEffect(() => {
    // What the styles show the list and the room side by side for.
    const wide = window.matchMedia('not (max-width: 48rem)').matches
    if (wide && next !== undefined) navigate(`/w/${slug}/r/${next}`, { replace: true })
  }, [next])
  if (next !== undefined) return null
  return (
    <section class="pane">
      <EmptyState
        icon={MessageIcon}
        title="You are in no room yet"
        filling
        actions={
          <>
            <a class="button" href={`/w/${slug}/rooms`}>
              Browse rooms
            </a>
            <Button kind="primary" onClick={() => openDialog('create-room')}>
              Create a room
            </Button>
          </>
        }
      >
        Look at the rooms that everybody may join, or make one.
      </EmptyState>
    </section>
  )
}

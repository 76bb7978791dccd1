import { useTitle } from '../page-title.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { MessageIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'

/** The address of a room that one is not in (any more), and where to go from there. */
export function NotInRoom() {
  const { slug } = useWorkspace()
  useTitle('No such room')
  return (
    <section class="pane">
      <EmptyState
        icon={MessageIcon}
        title="You are not in this room"
        filling
        actions={
          <>
            <a class="button" href={`/w/${slug}/rooms`}>
              Browse rooms
            </a>
            <a class="button primary" href={`/w/${slug}`}>
              Your rooms
            </a>
          </>
        }
      >
        It may have been deleted, or somebody has to invite you.
      </EmptyState>
    </section>
  )
}

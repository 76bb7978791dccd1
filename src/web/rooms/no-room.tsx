import { EmptyState } from '../ui/empty-state.tsx'
import { MessageIcon } from '../ui/icons.tsx'

/** A workspace of which no room is open. */
export function NoRoom() {
  return (
    <section class="pane">
      <EmptyState icon={MessageIcon} title="Choose a room" filling>
        What was said in it is here then.
      </EmptyState>
    </section>
  )
}

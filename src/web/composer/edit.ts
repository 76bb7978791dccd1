import type { Message } from '../../../client/generated/types.ts'
import type { Timeline } from '../store/timeline.ts'
import type { WorkspaceStore } from '../store/workspace-store.ts'
import { toastProblem } from '../ui/toasts.tsx'

/** What the arrow up begins to change. */
export function lastOwnMessage(timeline: Timeline, me: string): Message | undefined {
  return timeline.messages
    .peek()
    .findLast(
      ({ user, deleted_at, content, notice }) =>
        user?.id === me &&
        deleted_at === null &&
        notice === null &&
        content !== null &&
        content !== '',
    )
}

/** Changes a message: shown at once, and brought back to be changed if the server will not have it. */
export async function saveEdit(
  store: WorkspaceStore,
  room: number,
  place: string,
  edit: { readonly id: number; readonly text: string },
): Promise<void> {
  const before = store.timelines.find(room, edit.id)
  const content = edit.text.trim()
  store.drafts.change(place, { edit: null })
  if (before?.content === content) return
  const show = (message: Message) => {
    for (const timeline of store.timelines.touching(room)) timeline.change(edit.id, () => message)
  }
  if (before) show({ ...before, content, edited_at: new Date().toISOString() })
  try {
    const where = { workspace: store.id, room, message: edit.id }
    const revision = before?.revision
    show(
      await store.conclave.editMessage({
        ...where,
        body: { content, ...(revision !== undefined && { revision }) },
      }),
    )
  } catch (error) {
    if (before) show(before)
    store.drafts.change(place, { edit })
    toastProblem(error)
  }
}

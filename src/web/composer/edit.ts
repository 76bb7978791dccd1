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
  // Until the server tells of another version, in its answer or by an event.
  const show = (text: Pick<Message, 'content' | 'edited_at'>) => {
    for (const timeline of store.timelines.touching(room)) {
      timeline.change(edit.id, (known) =>
        known.revision === before?.revision ? { ...known, ...text } : known,
      )
    }
  }
  show({ content, edited_at: new Date().toISOString() })
  try {
    const where = { workspace: store.id, room, message: edit.id }
    const revision = before?.revision
    const message = await store.conclave.editMessage({
      ...where,
      body: { content, ...(revision !== undefined && { revision }) },
    })
    for (const timeline of store.timelines.touching(room)) timeline.renew(message)
  } catch (error) {
    if (before) show({ content: before.content, edited_at: before.edited_at })
    store.drafts.change(place, { edit })
    toastProblem(error)
  }
}

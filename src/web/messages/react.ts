import type { Message, Reaction } from '../../../client/generated/types.ts'
import type { WorkspaceStore } from '../store/workspace-store.ts'
import { toastProblem } from '../ui/toasts.tsx'

/** Chooses an emoji, or takes it back: shown at once, and undone if the server will not have it. */
export async function toggleReaction(
  store: WorkspaceStore,
  { room_id: room, id, reactions }: Pick<Message, 'room_id' | 'id' | 'reactions'>,
  emoji: string,
): Promise<void> {
  const mine = reactions.some((one) => one.emoji === emoji && one.me)
  const where = { workspace: store.id, room, message: id, emoji }
  show(store, room, id, emoji, !mine)
  try {
    if (mine) await store.conclave.removeReaction(where)
    else await store.conclave.addReaction(where)
  } catch (error) {
    show(store, room, id, emoji, mine)
    toastProblem(error)
  }
}

function show(store: WorkspaceStore, room: number, id: number, emoji: string, me: boolean): void {
  for (const timeline of store.timelines.touching(room)) {
    timeline.change(id, (message) => ({
      ...message,
      reactions: withMine(message.reactions, emoji, me),
    }))
  }
}

/** The reactions with one's own among them, or without it. */
export function withMine(reactions: readonly Reaction[], emoji: string, me: boolean): Reaction[] {
  const known = reactions.find((one) => one.emoji === emoji)
  if (known === undefined) return me ? [...reactions, { emoji, count: 1, me }] : [...reactions]
  if (known.me === me) return [...reactions]
  const count = known.count + (me ? 1 : -1)
  return reactions
    .map((one) => (one === known ? { emoji, count, me } : one))
    .filter((one) => one.count > 0)
}

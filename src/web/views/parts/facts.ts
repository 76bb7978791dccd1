import type { Message, RoomOverview, UserSummary } from '../../../../client/generated/types.ts'
import { useWorkspace } from '../../use-workspace.ts'

/** What these views ask of the store of a workspace, in one place. */

/** The rooms that one is in. */
export function useRooms(): readonly RoomOverview[] {
  return [...useWorkspace().rooms.all.value.values()]
}

export function useRoom(id: number): RoomOverview | undefined {
  return useWorkspace().rooms.all.value.get(id)
}

/** The ids of those who are here now. */
export function useOnline(): ReadonlySet<string> {
  return useWorkspace().presence.online.value
}

/** The ids of those who are typing in a room. */
export function useTyping(room: number): readonly string[] {
  return useWorkspace().presence.typing.value.get(room) ?? []
}

/** Whether one may look after the workspace: its people, its name, its invitations. */
export function useMayAdminister(): boolean {
  const { role } = useWorkspace().me.value
  return role === 'owner' || role === 'admin'
}

export function useIsOwner(): boolean {
  return useWorkspace().me.value.role === 'owner'
}

/** What people call somebody: their name, else their handle. Somebody erased has neither. */
export function nameOf(user: Pick<UserSummary, 'name' | 'username'> | null): string {
  return user?.name ?? user?.username ?? 'Somebody who has left'
}

/** The address at which a message is shown among those around it. */
export function messagePath(
  slug: string,
  { id, room_id }: Pick<Message, 'id' | 'room_id'>,
): string {
  return `/w/${slug}/r/${room_id}?m=${id}`
}

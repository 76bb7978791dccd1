import type { RoomOverview, UserSummary } from '../../../client/generated/types.ts'

/** What people call a user: their name, else their handle. Somebody erased has neither. */
export function userName(user: UserSummary | null | undefined): string {
  return user?.name ?? user?.username ?? 'Somebody who has left'
}

/** A direct room has the name of the other one. */
export function roomName(room: Pick<RoomOverview, 'name' | 'with' | 'type'>): string {
  return room.type === 'direct' ? userName(room.with) : (room.name ?? 'Room')
}

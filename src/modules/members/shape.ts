import { toRfc3339 } from '../../database/time.ts'
import { strongEtag } from '../../http/etag.ts'
import { fingerprint } from '../../http/fingerprint.ts'
import { toUserSummary } from '../../http/user-summary.ts'
import type { PublicUserColumns } from '../../models/public-user.ts'
import type { RoomMemberRow } from '../../models/rows.ts'
import type { RoomMember } from './schema.ts'

export function toRoomMember(row: RoomMemberRow, user: PublicUserColumns): RoomMember {
  return {
    room_id: row.room_id,
    user: toUserSummary(row.user_id, user),
    role: row.role,
    joined_at: toRfc3339(row.joined_at),
  }
}

export function memberEtag({ room_id, user, role, joined_at }: RoomMember): string {
  const { id, username, name, avatar_url } = user
  return strongEtag(room_id, id, fingerprint(role, joined_at, username, name, avatar_url))
}

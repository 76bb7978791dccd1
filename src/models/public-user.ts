import type { MessageRow, RoomMemberRow, UserRow } from './rows.ts'

/** What other members see of a user beside a message or in a list: never e-mail or password_hash. */
export type PublicUserColumns = Pick<UserRow, 'username' | 'name' | 'avatar_url'>

/** A message and its author's public columns, which are all null when the author is gone. */
export type MessageWithUser = MessageRow & PublicUserColumns

export type RoomMemberWithUser = RoomMemberRow & PublicUserColumns

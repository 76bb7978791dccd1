import { expect, test } from 'bun:test'
import type { Selectable } from 'kysely'
import type {
  EventLogRow,
  EventRow,
  FileRow,
  FilesTotalRow,
  IdempotencyKeyRow,
  MentionRow,
  MessageRow,
  ReactionRow,
  ReactionUserRow,
  RevisionRow,
  RoomMemberRow,
  RoomRow,
  UnusedContentRow,
  UserRow,
} from '../src/models/rows.ts'
import type { WorkspaceTables } from '../src/workspace-database.ts'

/** `true` where the two types are the same, otherwise `false`. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Flat<T> = { [K in keyof T]: T[K] }
type Selected<Name extends keyof WorkspaceTables> = Flat<Selectable<WorkspaceTables[Name]>>

// The compiler is the test: a `false` cannot be assigned here.
const same: {
  users: Same<Selected<'users'>, Flat<UserRow>>
  rooms: Same<Selected<'rooms'>, Flat<RoomRow>>
  messages: Same<Selected<'messages'>, Flat<MessageRow>>
  message_revisions: Same<Selected<'message_revisions'>, Flat<RevisionRow>>
  message_mentions: Same<Selected<'message_mentions'>, Flat<MentionRow>>
  message_reactions: Same<Selected<'message_reactions'>, Flat<ReactionRow>>
  message_reaction_users: Same<Selected<'message_reaction_users'>, Flat<ReactionUserRow>>
  files: Same<Selected<'files'>, Flat<FileRow>>
  files_total: Same<Selected<'files_total'>, Flat<FilesTotalRow>>
  unused_contents: Same<Selected<'unused_contents'>, Flat<UnusedContentRow>>
  idempotency_keys: Same<Selected<'idempotency_keys'>, Flat<IdempotencyKeyRow>>
  room_members: Same<Selected<'room_members'>, Flat<RoomMemberRow>>
  events: Same<Selected<'events'>, Flat<EventRow>>
  event_log: Same<Selected<'event_log'>, Flat<EventLogRow>>
} = {
  users: true,
  rooms: true,
  messages: true,
  message_revisions: true,
  message_mentions: true,
  message_reactions: true,
  message_reaction_users: true,
  files: true,
  files_total: true,
  unused_contents: true,
  idempotency_keys: true,
  room_members: true,
  events: true,
  event_log: true,
}

test("Kysely's tables and the models' rows are one set of types", () => {
  expect(Object.values(same)).not.toContain(false)
})

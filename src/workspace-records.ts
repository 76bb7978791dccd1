/** How the rows of one table stand in an export of JSON Lines. */
export interface RecordKind {
  /** The `type` of its lines. */
  readonly type: string
  readonly table: string
  /** Unique; the order of the lines. */
  readonly key: readonly string[]
  /** Secrets, which no export holds. */
  readonly secrets?: readonly string[]
}

/** In the order in which they stand in the file: nothing refers to what comes later, but a message to another. */
export const RECORD_KINDS: readonly RecordKind[] = [
  { type: 'user', table: 'users', key: ['id'], secrets: ['password_hash'] },
  { type: 'room', table: 'rooms', key: ['id'] },
  { type: 'room_member', table: 'room_members', key: ['room_id', 'user_id'] },
  { type: 'upload', table: 'files', key: ['id'] },
  { type: 'message', table: 'messages', key: ['id'] },
  { type: 'message_revision', table: 'message_revisions', key: ['message_id', 'revision'] },
  {
    type: 'message_mention',
    table: 'message_mentions',
    key: ['user_id', 'room_id', 'message_id'],
  },
  { type: 'message_reaction', table: 'message_reactions', key: ['id'] },
  {
    type: 'message_reaction_user',
    table: 'message_reaction_users',
    key: ['reaction_id', 'user_id'],
  },
]

/** What is of use to the file that it is in, and to nobody else. */
export const NOT_RECORDS: readonly string[] = [
  'schema_identity',
  'schema_migrations',
  'departures_seen',
  'idempotency_keys',
  'unused_contents',
  'files_total',
  'search_state',
  'search_days',
  'events',
  'event_log',
]

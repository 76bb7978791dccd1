import { type Static, t } from 'elysia'
import { toRfc3339 } from '../database/time.ts'
import type { MessageWithUser } from '../models/public-user.ts'
import { strongEtag } from './etag.ts'
import { adaExample, messageExample } from './examples.ts'
import { UploadedFile } from './file.ts'
import { fingerprint } from './fingerprint.ts'
import { RoomNotice, toNotice } from './room-notice.ts'
import { choice, integer, integerId, moment, nullable, record } from './schema.ts'
import { toUserSummary, UserSummary } from './user-summary.ts'

export const Reaction = record(
  'Reaction',
  {
    emoji: t.String({ examples: ['👍'] }),
    count: integer({ minimum: 1, description: 'How many chose it.', examples: [2] }),
    me: t.Boolean({ description: 'Whether you did.' }),
  },
  { examples: [{ emoji: '👍', count: 2, me: true }] },
)
export type Reaction = Static<typeof Reaction>

/** A message on the wire, alone or in any list. */
export const Message = record(
  'Message',
  {
    id: integerId,
    room_id: integerId,
    type: choice('text', 'image', 'file'),
    content: nullable(
      t.String({ description: 'Null once the message is deleted, and in a notice.' }),
    ),
    created_at: moment,
    edited_at: nullable(moment),
    deleted_at: nullable(moment),
    revision: integer({ minimum: 1, description: 'One more with each edit.', examples: [1] }),
    reply_to_id: nullable(
      integer({ description: 'The message of this room that it answers.', examples: [41] }),
    ),
    reply_count: integer({
      minimum: 0,
      description: 'Replies to it that are not deleted.',
      examples: [2],
    }),
    mentions: t.Array(t.String({ examples: [adaExample.id] }), {
      description: 'The ids of the users whom it mentions.',
    }),
    reactions: t.Array(Reaction, { description: 'In the order in which they came up.' }),
    file: nullable(UploadedFile),
    user: nullable(UserSummary),
    notice: nullable(RoomNotice),
  },
  { examples: [messageExample] },
)
export type Message = Static<typeof Message>

/** What a message shows that stands in other tables. */
export interface MessageDetails {
  readonly mentions: string[]
  readonly reactions: Reaction[]
  readonly file: UploadedFile | null
}

export function toMessage(
  row: MessageWithUser,
  { mentions, reactions, file }: MessageDetails,
): Message {
  const { user_id, edited_at, deleted_at, notice } = row
  return {
    id: row.id,
    room_id: row.room_id,
    type: row.type,
    content: deleted_at === null && notice === null ? row.content : null,
    created_at: toRfc3339(row.created_at),
    edited_at: edited_at === null ? null : toRfc3339(edited_at),
    deleted_at: deleted_at === null ? null : toRfc3339(deleted_at),
    revision: row.revision,
    reply_to_id: row.reply_to_id,
    reply_count: row.reply_count,
    mentions,
    reactions,
    file,
    user: user_id === null ? null : toUserSummary(user_id, row),
    notice: notice === null ? null : toNotice(notice),
  }
}

/** Over all that can change, its author's names among it. */
export function messageEtag(message: Message): string {
  const { id, content, revision, deleted_at, reply_to_id, reply_count, user } = message
  const { mentions, reactions } = message
  return strongEtag(
    id,
    fingerprint(
      content,
      revision,
      deleted_at,
      reply_to_id,
      reply_count,
      mentions.join(),
      reactions.length === 0 ? null : JSON.stringify(reactions),
      user?.id ?? null,
      user?.username ?? null,
      user?.name ?? null,
      user?.avatar_url ?? null,
    ),
  )
}

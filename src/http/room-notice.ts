import { type Static, t } from 'elysia'
import type { Notice } from '../models/notices.ts'
import { graceExample } from './examples.ts'
import { choice, nullable, record } from './schema.ts'

/** What a message tells of that nobody wrote. */
export const RoomNotice = record(
  'RoomNotice',
  {
    event: choice(
      'member_joined',
      'member_left',
      'member_added',
      'member_removed',
      'room_renamed',
      'topic_changed',
      'visibility_changed',
      'room_archived',
      'room_unarchived',
    ),
    user_id: nullable(t.String({ description: 'Who was added or removed.' })),
    name: nullable(t.String({ description: 'The new name.' })),
    topic: nullable(t.String({ description: 'The new topic, if there is one.' })),
    visibility: nullable(choice('private', 'public')),
  },
  {
    description: 'Then `user` is who did it, and `content` is null.',
    examples: [
      {
        event: 'member_added',
        user_id: graceExample.id,
        name: null,
        topic: null,
        visibility: null,
      },
    ],
  },
)
export type RoomNotice = Static<typeof RoomNotice>

/** @param stored as the column `notice` has it */
export function toNotice(stored: string): RoomNotice {
  const notice: Notice = JSON.parse(stored)
  return { user_id: null, name: null, topic: null, visibility: null, ...notice }
}

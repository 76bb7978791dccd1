import { Elysia } from 'elysia'
import { readAsOrWithout } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { RoomPath, WorkspacePath } from '../../http/parameters.ts'
import { enterRoom } from '../../http/room-access.ts'
import { UnreadTotal } from '../../http/unread.ts'
import { notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { NewReadMarker, ReadMarker } from './schema.ts'

const tag = 'Read state'

/** How far the caller has read, and what they have not. */
export function unread({ auth, site, tenants: { pool } }: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace' })
    .use(inWorkspace({ auth, site }))
    .get(
      '/unread',
      ({ access }) =>
        readAsOrWithout(pool, access, (db, me) =>
          me === null ? { unread_count: 0, mention_count: 0 } : db.readMarkers.total(me.id),
        ),
      {
        params: WorkspacePath,
        detail: operation({
          id: 'getUnread',
          tag,
          summary: 'Count what you have not read',
          description: 'Over all your rooms.',
          answers: { 200: answer('The counts.', UnreadTotal) },
          problems: [403, 507],
        }),
      },
    )
    .put(
      '/rooms/:room/read',
      ({ access, params, body }) => {
        const room = Number(params.room)
        // Reading goes on in a workspace that is full.
        return pool.write({ ...access, adds: false }, (db) => {
          const { user_id } = enterRoom(db, room, access)
          db.readMarkers.read(room, user_id, body.message_id)
          const now = db.readMarkers.ofRoom(room, user_id)
          if (now === null) throw notFound('room')
          const { last_read_id: last_read_message_id, unread_count, mention_count } = now
          return { last_read_message_id, unread_count, mention_count }
        })
      },
      {
        params: RoomPath,
        parse: jsonBody,
        body: NewReadMarker,
        detail: operation({
          id: 'markRoomRead',
          tag,
          summary: 'Say how far you have read',
          description:
            'The marker moves forward only, and not beyond the newest message. Sending a message ' +
            'moves it, too.',
          answers: { 200: answer('Where the marker is, and what is unread.', ReadMarker) },
          problems: [403, 507],
        }),
      },
    )
}

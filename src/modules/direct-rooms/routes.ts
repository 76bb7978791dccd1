import { Elysia } from 'elysia'
import { writeAs } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { answer, operation } from '../../http/operation.ts'
import { UserPath } from '../../http/parameters.ts'
import { Room, roomEtag, toRoom } from '../../http/room.ts'
import { notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'

/** The one room of each pair of people, and everybody's room for notes. */
export function directRooms({ auth, site, tenants: { pool } }: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace/direct-rooms' })
    .use(inWorkspace({ auth, site }))
    .put(
      '/:user',
      async ({ access, params, set }) => {
        const { room: row, created } = await writeAs(pool, access, (db, me) => {
          const user = params.user === 'me' ? me.id : params.user
          if (db.users.findById(user) === null) throw notFound('user')
          return db.rooms.findOrCreateDirectRoom(me.id, user)
        })
        const room = toRoom(row)
        set.status = created ? 201 : 200
        Object.assign(set.headers, {
          location: `/workspaces/${params.workspace}/rooms/${room.id}`,
          etag: roomEtag(room),
        })
        return room
      },
      {
        params: UserPath,
        detail: operation({
          id: 'openDirectRoom',
          tag: 'Rooms',
          summary: 'Open the direct room with a user',
          description:
            'Made at the first call, and the same from then on, whoever of the two asks. The one with ' +
            'yourself, as `me` too, is a room for notes that nobody else can enter.',
          answers: {
            201: answer('It was made now.', Room, headers),
            200: answer('It.', Room, headers),
          },
          problems: [403, 507],
        }),
      },
    )
}

const headers = { Location: 'Its path.', ETag: 'Its version.' }

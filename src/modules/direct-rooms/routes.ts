import { Elysia } from 'elysia'
import { writeAs } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { answer, operation } from '../../http/operation.ts'
import { UserPath } from '../../http/parameters.ts'
import { Room, roomEtag, toRoom } from '../../http/room.ts'
import { notFound, Problem } from '../../problem.ts'
import type { Services } from '../../services.ts'

/** The one room of each pair of people. */
export function directRooms({ auth, site, tenants: { pool } }: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace/direct-rooms' })
    .use(inWorkspace({ auth, site }))
    .put(
      '/:user',
      async ({ access, params, set }) => {
        const { room: row, created } = await writeAs(pool, access, (db, me) => {
          if (params.user === me.id || params.user === 'me') throw withOneself()
          if (db.users.findById(params.user) === null) throw notFound('user')
          return db.rooms.findOrCreateDirectRoom(me.id, params.user)
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
            'Made at the first call, and the same from then on, whoever of the two asks. With ' +
            'oneself there is none: 422 `direct_room_with_oneself`.',
          answers: {
            201: answer('It was made now.', Room, headers),
            200: answer('It.', Room, headers),
          },
          problems: [403, 422, 507],
        }),
      },
    )
}

const headers = { Location: 'Its path.', ETag: 'Its version.' }

function withOneself(): Problem {
  return new Problem({
    status: 422,
    code: 'direct_room_with_oneself',
    detail: 'A direct room is for two different people.',
  })
}

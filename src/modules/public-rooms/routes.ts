import { Elysia } from 'elysia'
import { readAsOrWithout } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { toRoom } from '../../http/room.ts'
import { cutPage } from '../../http/text-page.ts'
import type { Services } from '../../services.ts'
import { PublicRoomList, PublicRoomListQuery } from './schema.ts'

/** The rooms that everybody in the workspace may find and join. */
export function publicRooms({ auth, site, tenants: { pool } }: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace/public-rooms' })
    .use(inWorkspace({ auth, site }))
    .get(
      '/',
      async ({ access, query }) => {
        const limit = query.limit === undefined ? 50 : Number(query.limit)
        const after = query.after === undefined ? null : Number(query.after)
        const rows = await readAsOrWithout(pool, access, (db, me) =>
          db.roomList.toJoin(me?.id ?? '', after, limit + 1),
        )
        const { page, next_cursor } = cutPage(rows, limit, ({ id }) => String(id))
        const rooms = page.map((row) => ({
          ...toRoom(row),
          member_count: row.member_count,
          joined: row.joined === 1,
        }))
        return { rooms, next_cursor: next_cursor === null ? null : Number(next_cursor) }
      },
      {
        params: WorkspacePath,
        query: PublicRoomListQuery,
        detail: operation({
          id: 'listPublicRooms',
          tag: 'Rooms',
          summary: 'List the rooms that you can join',
          description:
            'The public rooms that are not archived, whether you are in them or not, in the order of ' +
            'their ids. To join one, PUT its member `me`. What is said in it only members read.',
          answers: { 200: answer('A page of rooms.', PublicRoomList) },
          problems: [403, 507],
        }),
      },
    )
}

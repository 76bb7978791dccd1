import { Elysia } from 'elysia'
import { readAs } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { currentOf } from '../../http/current-workspace.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { cursorOf, toRoomOverview } from '../../http/room-overview.ts'
import { cutPage } from '../../http/text-page.ts'
import { toUser } from '../../http/user.ts'
import type { Services } from '../../services.ts'
import type { UnfinishedDeletions } from '../../unfinished-deletions.ts'
import { Snapshot } from './schema.ts'

const ROOMS = 100

/** What a client that follows the events starts from. */
export function snapshot(services: Services, deletions: UnfinishedDeletions) {
  const { auth, tenants } = services
  return new Elysia({ prefix: '/workspaces/:workspace/snapshot' }).use(inWorkspace(services)).get(
    '/',
    async ({ access }) => {
      const { remains, ...state } = await readAs(tenants.pool, access, (db, me) => {
        const rows = db.roomList.page(me.id, null, ROOMS + 1)
        const { page, next_cursor } = cutPage(rows, ROOMS, cursorOf)
        return {
          cursor: db.events.cursor(),
          workspace: currentOf(services, access),
          me: toUser(me, auth.memberships, access),
          rooms: page.map(toRoomOverview),
          next_cursor,
          unread: db.readMarkers.total(me.id),
          remains: db.rooms.hasRemains(),
        }
      })
      // A client that follows the events does not ask for the list of rooms first.
      if (remains) deletions.finish(access.id)
      return state
    },
    {
      params: WorkspacePath,
      detail: operation({
        id: 'getSnapshot',
        tag: 'Events',
        summary: 'Read where you stand, and from where to follow',
        description:
          'All of it is of one moment, and `cursor` is that moment in the log of events: whoever ' +
          'follows the log from there misses nothing. More of your rooms come from the list of ' +
          'rooms, also later, because events say how things are, and may be applied twice.',
        answers: { 200: answer('The state, and its cursor.', Snapshot) },
        problems: [403, 507],
      }),
    },
  )
}

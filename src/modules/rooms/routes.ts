import { Elysia } from 'elysia'
import { readAsOrWithout, writeAs } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { notModified, requireMatch } from '../../http/etag.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { RoomPath, WorkspacePath } from '../../http/parameters.ts'
import { Room, roomEtag, toRoom } from '../../http/room.ts'
import { enterRoom, requireGroup, requireRoomAdmin, visibleRoom } from '../../http/room-access.ts'
import { cursorOf, readCursor, toRoomOverview } from '../../http/room-overview.ts'
import { cutPage } from '../../http/text-page.ts'
import { tidy } from '../../label.ts'
import type { Services } from '../../services.ts'
import type { UnfinishedDeletions } from '../../unfinished-deletions.ts'
import { changeRoom } from './change-room.ts'
import { NewRoom, RoomChanges, RoomList, RoomListQuery } from './schema.ts'

const tag = 'Rooms'

/** The caller's rooms. To everybody else a room does not exist. */
export function rooms(services: Services, deletions: UnfinishedDeletions) {
  const { auth } = services
  const { pool, scrubs } = services.tenants
  return new Elysia({ prefix: '/workspaces/:workspace/rooms' })
    .use(inWorkspace(services))
    .get(
      '/',
      async ({ access, query }) => {
        const limit = query.limit === undefined ? 50 : Number(query.limit)
        const after = query.after === undefined ? null : readCursor(query.after)
        const { rows, remains } = await readAsOrWithout(pool, access, (db, me) => ({
          rows: me === null ? [] : db.roomList.page(me.id, after, limit + 1),
          remains: db.rooms.hasRemains(),
        }))
        // Every client asks for this list first: what a restart interrupted is found here.
        if (remains) deletions.finish(access.id)
        const { page, next_cursor } = cutPage(rows, limit, cursorOf)
        return { rooms: page.map(toRoomOverview), next_cursor }
      },
      {
        params: WorkspacePath,
        query: RoomListQuery,
        detail: operation({
          id: 'listRooms',
          tag,
          summary: 'List your rooms',
          description:
            'The rooms that you are a member of, those with the newest messages first, each with what ' +
            'is unread in it. A room in which somebody writes meanwhile moves to the first page. `with` ' +
            'is the other one of a direct room, and you in your room for notes.',
          answers: { 200: answer('A page of rooms.', RoomList) },
          problems: [403, 507],
        }),
      },
    )
    .post(
      '/',
      async ({ access, params, body, set }) => {
        const { visibility } = body
        const name = tidy(body.name)
        const topic = body.topic ? tidy(body.topic) : null
        const row = await writeAs(pool, access, (db, me) => {
          const made = db.rooms.create({
            name,
            topic,
            type: 'group',
            created_by: me.id,
            ...(visibility && { visibility }),
          })
          db.roomMembers.addMember(made.id, me.id, 'admin')
          return made
        })
        const room = toRoom(row)
        set.status = 201
        Object.assign(set.headers, {
          location: `/workspaces/${params.workspace}/rooms/${room.id}`,
          etag: roomEtag(room),
        })
        return room
      },
      {
        params: WorkspacePath,
        parse: jsonBody,
        body: NewRoom,
        detail: operation({
          id: 'createRoom',
          tag,
          summary: 'Create a group room',
          description: 'You become its first member, and its admin.',
          answers: {
            201: answer('The room.', Room, { Location: 'Its path.', ETag: 'Its version.' }),
          },
          problems: [403, 507],
        }),
      },
    )
    .get(
      '/:room',
      async ({ access, params, request, set }) => {
        const id = Number(params.room)
        const row = await pool.read(access, (db) => {
          enterRoom(db, id, access)
          return visibleRoom(db, id)
        })
        const room = toRoom(row)
        return notModified(request, set, roomEtag(room)) ? undefined : room
      },
      {
        params: RoomPath,
        detail: operation({
          id: 'getRoom',
          tag,
          summary: 'Read one room',
          answers: {
            200: answer('The room.', Room, { ETag: 'Its version.' }),
            304: 'You have this version already.',
          },
          problems: [403],
        }),
      },
    )
    .patch(
      '/:room',
      async ({ access, params, body, request, set }) => {
        const id = Number(params.room)
        const row = await pool.write(access, (db) => {
          const me = enterRoom(db, id, access)
          const known = visibleRoom(db, id)
          requireGroup(known)
          requireRoomAdmin(auth, access, me)
          requireMatch(request, roomEtag(toRoom(known)))
          return changeRoom(db, known, me.user_id, body)
        })
        const room = toRoom(row)
        Object.assign(set.headers, { etag: roomEtag(room) })
        return room
      },
      {
        params: RoomPath,
        parse: jsonBody,
        body: RoomChanges,
        detail: operation({
          id: 'updateRoom',
          tag,
          summary: 'Change the settings of a room',
          description:
            'For admins of the room; in a public room for owners and admins of the workspace who are ' +
            'in it, too. A notice among its messages tells the members. An archived room has to be ' +
            'taken out of the archive first, or with the same request: 409 `room_archived`. A direct ' +
            'room has no settings: 409 `direct_room`.',
          answers: { 200: answer('The room, as it is now.', Room, { ETag: 'Its version.' }) },
          problems: [403, 409, 412, 507],
        }),
      },
    )
    .delete(
      '/:room',
      async ({ access, params, request, set }) => {
        const id = Number(params.room)
        const remains = await pool.write(access, (db) => {
          const me = enterRoom(db, id, access)
          const known = visibleRoom(db, id)
          requireGroup(known)
          requireRoomAdmin(auth, access, me)
          requireMatch(request, roomEtag(toRoom(known)))
          db.rooms.delete(id)
          return db.rooms.hasRemains()
        })
        if (remains) deletions.finish(access.id)
        else scrubs.soon(access.id)
        set.status = 204
      },
      {
        params: RoomPath,
        detail: operation({
          id: 'deleteRoom',
          tag,
          summary: 'Delete a room',
          description:
            'For admins of the room, as with its settings. Its messages go with it: nobody sees them any more from the ' +
            'answer on, and those of a large room leave the disk in the moments after. ' +
            'A direct room stays: 409 `direct_room`.',
          answers: { 204: 'It is deleted.' },
          problems: [403, 409, 412, 507],
        }),
      },
    )
}

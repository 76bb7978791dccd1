import { Elysia } from 'elysia'
import { readAsOrWithout, writeAs } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { notModified, requireMatch } from '../../http/etag.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { RoomPath, WorkspacePath } from '../../http/parameters.ts'
import { Room, roomEtag, toRoom } from '../../http/room.ts'
import { enterRoom, requireGroup, requireRoomAdmin, visibleRoom } from '../../http/room-access.ts'
import { notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { NewRoom, RoomChanges, RoomList, RoomListQuery } from './schema.ts'
import { UnfinishedDeletions } from './unfinished-deletions.ts'

const tag = 'Rooms'

/** The caller's rooms. To everybody else a room does not exist. */
export function rooms(services: Services) {
  const { pool, scrubs } = services.tenants
  const deletions = new UnfinishedDeletions(services)
  return new Elysia({ prefix: '/workspaces/:workspace/rooms' })
    .use(inWorkspace(services))
    .get(
      '/',
      async ({ access, query }) => {
        const limit = query.limit === undefined ? 50 : Number(query.limit)
        const after = query.after === undefined ? null : Number(query.after)
        // One more than asked for tells whether there is a next page.
        const page = { after, limit: limit + 1 }
        const { rows, remains } = await readAsOrWithout(pool, access, (db, me) => ({
          rows: me === null ? [] : db.rooms.findForUser(me.id, page),
          remains: db.rooms.hasRemains(),
        }))
        // Every client asks for this list first: what a restart interrupted is found here.
        if (remains) deletions.finish(access.id)
        const found = rows.slice(0, limit)
        const next_cursor = rows.length > limit ? (found.at(-1)?.id ?? null) : null
        return { rooms: found.map(toRoom), next_cursor }
      },
      {
        params: WorkspacePath,
        query: RoomListQuery,
        detail: operation({
          id: 'listRooms',
          tag,
          summary: 'List your rooms',
          description: 'The rooms that you are a member of, in the order of their ids.',
          answers: { 200: answer('A page of rooms.', RoomList) },
          problems: [403, 507],
        }),
      },
    )
    .post(
      '/',
      async ({ access, params, body, set }) => {
        const name = body.name.trim()
        const row = await writeAs(pool, access, (db, me) => {
          const made = db.rooms.create({ name, type: 'group', created_by: me.id })
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
        const name = body.name.trim()
        const row = await pool.write(access, (db) => {
          const me = enterRoom(db, id, access)
          const known = visibleRoom(db, id)
          requireGroup(known)
          requireRoomAdmin(me)
          requireMatch(request, roomEtag(toRoom(known)))
          return db.rooms.update(id, { name })
        })
        if (row === null) throw notFound('room')
        const room = toRoom(row)
        Object.assign(set.headers, { etag: roomEtag(room) })
        return room
      },
      {
        params: RoomPath,
        parse: jsonBody,
        body: RoomChanges,
        detail: operation({
          id: 'renameRoom',
          tag,
          summary: 'Rename a room',
          description: 'For admins of the room. A direct room has no name: 409 `direct_room`.',
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
          requireRoomAdmin(me)
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
            'For admins of the room. Its messages go with it: nobody sees them any more from the ' +
            'answer on, and those of a large room leave the disk in the moments after. ' +
            'A direct room stays: 409 `direct_room`.',
          answers: { 204: 'It is deleted.' },
          problems: [403, 409, 412, 507],
        }),
      },
    )
}

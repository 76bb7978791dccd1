import { Elysia } from 'elysia'
import { writeAs } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { notModified, requireMatch } from '../../http/etag.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { optionalJsonBody } from '../../http/optional-json-body.ts'
import { RoomPath, RoomUserPath } from '../../http/parameters.ts'
import {
  enterRoom,
  type RoomMembership,
  requireGroup,
  requireNotArchived,
  requireRoomAdmin,
} from '../../http/room-access.ts'
import { cutPage, readTextPage, TextPageQuery } from '../../http/text-page.ts'
import { notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'
import { joinIfPublic } from './join-if-public.ts'
import { requireAnotherAdmin } from './last-admin.ts'
import { NewRoomMember, RoomMember, RoomMemberChanges, RoomMemberList } from './schema.ts'
import { memberEtag, toRoomMember } from './shape.ts'

const tag = 'Room members'

/** Who is in a room, and as what. */
export function members({ auth, site, tenants: { pool } }: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace/rooms/:room/members' })
    .use(inWorkspace({ auth, site }))
    .get(
      '/',
      async ({ access, params, query }) => {
        const room = Number(params.room)
        const { after, limit } = readTextPage(query)
        const rows = await pool.read(access, (db) => {
          enterRoom(db, room, access)
          return db.roomMembers.pageOfRoom(room, { after, limit: limit + 1 })
        })
        const { page, next_cursor } = cutPage(rows, limit, ({ user_id }) => user_id)
        return { members: page.map((row) => toRoomMember(row, row)), next_cursor }
      },
      {
        params: RoomPath,
        query: TextPageQuery,
        detail: operation({
          id: 'listRoomMembers',
          tag,
          summary: 'List members of a room',
          description: 'In the order of their user ids.',
          answers: { 200: answer('A page of members.', RoomMemberList) },
          problems: [403],
        }),
      },
    )
    .get(
      '/:user',
      async ({ access, params, request, set }) => {
        const room = Number(params.room)
        const member = await pool.read(access, (db) => {
          const me = enterRoom(db, room, access)
          return memberOf(db, room, idOf(params.user, me))
        })
        return notModified(request, set, memberEtag(member)) ? undefined : member
      },
      {
        params: RoomUserPath,
        detail: operation({
          id: 'getRoomMember',
          tag,
          summary: 'Read one member of a room',
          description: 'The id `me` is you.',
          answers: {
            200: answer('The member.', RoomMember, { ETag: 'Their version.' }),
            304: 'You have this version already.',
          },
          problems: [403],
        }),
      },
    )
    .put(
      '/:user',
      async ({ access, params, body, set }) => {
        const room = Number(params.room)
        const { member, added } = await writeAs(pool, access, (db, { id: myId }) => {
          const user = params.user === 'me' ? myId : params.user
          if (user === myId && joinIfPublic(db, room, myId, body.role)) {
            return { member: memberOf(db, room, myId), added: true }
          }
          const me = enterRoom(db, room, access)
          requireGroup(me)
          // Joining twice is joining: whoever repeats it after a lost answer is not refused.
          if (user === myId && body.role !== 'admin') {
            return { member: memberOf(db, room, myId), added: false }
          }
          requireRoomAdmin(auth, access, me)
          requireNotArchived(me)
          if (db.users.findById(user) === null) throw notFound('user')
          const added = !db.roomMembers.isMember(room, user)
          db.roomMembers.addMember(room, user, body.role)
          if (added) db.notices.add(room, myId, { event: 'member_added', user_id: user })
          return { member: memberOf(db, room, user), added }
        })
        set.status = added ? 201 : 200
        Object.assign(set.headers, {
          location: `/workspaces/${params.workspace}/rooms/${room}/members/${member.user.id}`,
          etag: memberEtag(member),
        })
        return member
      },
      {
        params: RoomUserPath,
        parse: optionalJsonBody,
        body: NewRoomMember,
        detail: operation({
          id: 'addRoomMember',
          tag,
          summary: 'Add a user to a room, or join',
          optionalBody: true,
          description:
            'For admins of the room; everybody can join a public room as `me`, as its member. Whoever is a member already stays as they are, role included: ' +
            'PATCH changes that. A direct room keeps its two members: 409 `direct_room`.',
          answers: {
            201: answer('They are a member now.', RoomMember, created),
            200: answer('They were one already.', RoomMember, created),
          },
          problems: [403, 409, 507],
        }),
      },
    )
    .patch(
      '/:user',
      async ({ access, params, body, request, set }) => {
        const room = Number(params.room)
        const member = await pool.write(access, (db) => {
          const me = enterRoom(db, room, access)
          requireGroup(me)
          requireRoomAdmin(auth, access, me)
          requireNotArchived(me)
          const known = memberOf(db, room, idOf(params.user, me))
          if (body.role === 'member') requireAnotherAdmin(db, known)
          requireMatch(request, memberEtag(known))
          db.roomMembers.updateRole(room, known.user.id, body.role)
          return { ...known, role: body.role }
        })
        Object.assign(set.headers, { etag: memberEtag(member) })
        return member
      },
      {
        params: RoomUserPath,
        parse: jsonBody,
        body: RoomMemberChanges,
        detail: operation({
          id: 'changeRoomMember',
          tag,
          summary: "Change a member's role",
          description: 'For admins of the room. The last of them stays one: 409 `last_admin`.',
          answers: {
            200: answer('The member, as it is now.', RoomMember, { ETag: 'Their version.' }),
          },
          problems: [403, 409, 412, 507],
        }),
      },
    )
    .delete(
      '/:user',
      async ({ access, params, request, set }) => {
        const room = Number(params.room)
        await pool.write(access, (db) => {
          const me = enterRoom(db, room, access)
          requireGroup(me)
          const user = idOf(params.user, me)
          const leaves = user === me.user_id
          if (!leaves) requireRoomAdmin(auth, access, me)
          const known = memberOf(db, room, user)
          requireAnotherAdmin(db, known)
          requireMatch(request, memberEtag(known))
          db.roomMembers.remove(room, user)
          db.notices.add(
            room,
            me.user_id,
            leaves ? { event: 'member_left' } : { event: 'member_removed', user_id: user },
          )
        })
        set.status = 204
      },
      {
        params: RoomUserPath,
        detail: operation({
          id: 'removeRoomMember',
          tag,
          summary: 'Remove a member, or leave',
          description:
            'Admins of the room remove others; everybody can leave, as `me` too. The last admin cannot go: 409 ' +
            '`last_admin`. Messages stay.',
          answers: { 204: 'They are no member any more.' },
          problems: [403, 409, 412, 507],
        }),
      },
    )
}

const created = { Location: 'Its path.', ETag: 'Their version.' }

/** As everywhere, the id `me` is the caller. */
function idOf(user: string, me: RoomMembership): string {
  return user === 'me' ? me.user_id : user
}

function memberOf(db: WorkspaceDatabase, room: number, user: string): RoomMember {
  const row = db.roomMembers.find(room, user)
  const profile = row === null ? null : db.users.findById(user)
  if (row === null || profile === null) throw notFound('member')
  return toRoomMember(row, profile)
}

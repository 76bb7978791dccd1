import { Elysia } from 'elysia'
import { inWorkspace } from '../../http/access.ts'
import { notModified, requireMatch } from '../../http/etag.ts'
import { findMessage, requireWritten } from '../../http/find-message.ts'
import { attemptOf, idempotencyKeyHeader } from '../../http/idempotency.ts'
import { jsonBody } from '../../http/json-body.ts'
import { Message, messageEtag } from '../../http/message.ts'
import { MessageList, messageList } from '../../http/message-list.ts'
import { answer, operation } from '../../http/operation.ts'
import { PageQuery, readPage } from '../../http/page.ts'
import { MessagePath, RoomPath } from '../../http/parameters.ts'
import { enterRoom, enterRoomToWrite, isRoomAdmin } from '../../http/room-access.ts'
import { showMessage } from '../../http/show-messages.ts'
import { conflict, forbidden, preconditionFailed } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { readNewMessage } from './read-new-message.ts'
import { MessageChanges, NewMessage } from './schema.ts'
import { sendMessage } from './send-message.ts'

const tag = 'Messages'

/** The messages of a room, for its members. */
export function messages({ auth, site, tenants: { pool, scrubs } }: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace/rooms/:room/messages' })
    .use(inWorkspace({ auth, site }))
    .get(
      '/',
      ({ access, params, query }) => {
        const room = Number(params.room)
        const page = readPage(query)
        return pool.read(access, (db) => {
          const { user_id } = enterRoom(db, room, access)
          return messageList(db, db.messages.ofRoom, room, page, user_id)
        })
      },
      {
        params: RoomPath,
        query: PageQuery,
        detail: operation({
          id: 'listMessages',
          tag,
          summary: 'List messages of a room',
          description:
            'Newest first, deleted ones as tombstones. Without a cursor: the newest. `after` gives ' +
            'the oldest of what is newer, so that nothing is skipped.',
          answers: { 200: answer('A page of messages.', MessageList) },
          problems: [400, 403],
        }),
      },
    )
    .post(
      '/',
      async ({ access, params, body, request, set }) => {
        const room = Number(params.room)
        const toSend = readNewMessage(body)
        const { content, type, file_id, reply_to_id } = toSend
        // In this order, without what is not there: keys of before are known by it.
        const asked = [room, content, type, reply_to_id, ...(file_id === null ? [] : [file_id])]
        const attempt = attemptOf(request, access, 'sendMessage', asked)
        const message = await pool.write(access, (db) => {
          const me = enterRoom(db, room, access)
          return sendMessage(db, me, room, toSend, attempt)
        })
        set.status = 201
        Object.assign(set.headers, {
          location: `/workspaces/${params.workspace}/rooms/${room}/messages/${message.id}`,
          etag: messageEtag(message),
        })
        return message
      },
      {
        params: RoomPath,
        parse: jsonBody,
        body: NewMessage,
        detail: operation({
          id: 'sendMessage',
          tag,
          summary: 'Send a message',
          requestHeaders: idempotencyKeyHeader,
          answers: {
            201: answer('The message, as it was stored.', Message, {
              Location: 'Its path.',
              ETag: 'Its version.',
            }),
          },
          problems: [403, 409, 507],
        }),
      },
    )
    .get(
      '/:message',
      async ({ access, params, request, set }) => {
        const room = Number(params.room)
        const message = await pool.read(access, (db) => {
          const { user_id } = enterRoom(db, room, access)
          return showMessage(db, findMessage(db, room, Number(params.message)), user_id)
        })
        return notModified(request, set, messageEtag(message)) ? undefined : message
      },
      {
        params: MessagePath,
        detail: operation({
          id: 'getMessage',
          tag,
          summary: 'Read one message',
          answers: {
            200: answer('The message.', Message, { ETag: 'Its version.' }),
            304: 'You have this version already.',
          },
          problems: [403],
        }),
      },
    )
    .patch(
      '/:message',
      async ({ access, params, body, request, set }) => {
        const room = Number(params.room)
        const id = Number(params.message)
        const message = await pool.write(access, (db) => {
          const { user_id } = enterRoomToWrite(db, room, access)
          const row = findMessage(db, room, id)
          requireWritten(row)
          const known = showMessage(db, row, user_id)
          if (known.user?.id !== user_id) throw forbidden('Only its author edits a message.')
          if (known.deleted_at !== null) throw deleted()
          // Last, as RFC 9110 section 13.2.1 has it: what fails anyway ignores If-Match.
          requireMatch(request, messageEtag(known))
          if ((body.revision ?? known.revision) !== known.revision) throw preconditionFailed()
          db.messages.edit(id, body.content)
          return showMessage(db, findMessage(db, room, id), user_id)
        })
        Object.assign(set.headers, { etag: messageEtag(message) })
        return message
      },
      {
        params: MessagePath,
        parse: jsonBody,
        body: MessageChanges,
        detail: operation({
          id: 'editMessage',
          tag,
          summary: 'Edit a message',
          description:
            'For its author. Earlier texts are kept, see its revisions. The same text again changes ' +
            'nothing. A deleted message stays so: 409 `message_deleted`.',
          answers: { 200: answer('The message, as it is now.', Message, { ETag: 'Its version.' }) },
          problems: [403, 409, 412, 507],
        }),
      },
    )
    .delete(
      '/:message',
      async ({ access, params, request, set }) => {
        const room = Number(params.room)
        const id = Number(params.message)
        await pool.write(access, (db) => {
          const me = enterRoom(db, room, access)
          const row = findMessage(db, room, id)
          requireWritten(row)
          const known = showMessage(db, row, me.user_id)
          if (known.user?.id !== me.user_id && !isRoomAdmin(auth, access, me)) {
            throw forbidden('Only its author and admins of the room delete a message.')
          }
          // RFC 9110 section 13.1.1: what was asked for has happened already.
          if (known.deleted_at !== null) return
          requireMatch(request, messageEtag(known))
          db.messages.softDelete(id)
        })
        scrubs.soon(access.id)
        set.status = 204
      },
      {
        params: MessagePath,
        detail: operation({
          id: 'deleteMessage',
          tag,
          summary: 'Delete a message',
          description:
            'For its author and admins of the room. Its texts are erased, the present and the earlier ' +
            'ones, with its mentions and reactions; who wrote it and when remains, and so do its replies. Deleting it again changes ' +
            'nothing. A notice stays: 409 `notice`.',
          answers: { 204: 'It is deleted.' },
          problems: [403, 409, 412, 507],
        }),
      },
    )
}

function deleted() {
  return conflict('message_deleted', 'A deleted message cannot be edited.')
}

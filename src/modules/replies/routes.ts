import { Elysia } from 'elysia'
import { inWorkspace } from '../../http/access.ts'
import { findMessage } from '../../http/find-message.ts'
import { MessageList, messageList } from '../../http/message-list.ts'
import { answer, operation } from '../../http/operation.ts'
import { PageQuery, readPage } from '../../http/page.ts'
import { MessagePath } from '../../http/parameters.ts'
import { enterRoom } from '../../http/room-access.ts'
import type { Services } from '../../services.ts'

/** The thread below a message. */
export function replies({ auth, site, tenants: { pool } }: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace/rooms/:room/messages/:message/replies' })
    .use(inWorkspace({ auth, site }))
    .get(
      '/',
      ({ access, params, query }) => {
        const room = Number(params.room)
        const id = Number(params.message)
        const page = readPage(query)
        return pool.read(access, (db) => {
          const { user_id } = enterRoom(db, room, access)
          findMessage(db, room, id)
          return messageList(db, db.messages.repliesTo, id, page, user_id)
        })
      },
      {
        params: MessagePath,
        query: PageQuery,
        detail: operation({
          id: 'listReplies',
          tag: 'Messages',
          summary: 'List replies to a message',
          description:
            'Newest first, deleted ones as tombstones. They are in the list of the room too. A ' +
            'reply to a reply is in the list of that one. They stay when the message is deleted.',
          answers: { 200: answer('A page of messages.', MessageList) },
          problems: [400, 403],
        }),
      },
    )
}

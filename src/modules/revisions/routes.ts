import { Elysia } from 'elysia'
import { toRfc3339 } from '../../database/time.ts'
import { inWorkspace } from '../../http/access.ts'
import { BackPageQuery, readBackPage } from '../../http/back-page.ts'
import { findMessage } from '../../http/find-message.ts'
import { answer, operation } from '../../http/operation.ts'
import { MessagePath } from '../../http/parameters.ts'
import { enterRoom } from '../../http/room-access.ts'
import type { Services } from '../../services.ts'
import { MessageRevisionList } from './schema.ts'

/** What a message has said. */
export function revisions({ auth, site, tenants: { pool } }: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace/rooms/:room/messages/:message/revisions' })
    .use(inWorkspace({ auth, site }))
    .get(
      '/',
      async ({ access, params, query }): Promise<MessageRevisionList> => {
        const room = Number(params.room)
        const { limit, before } = readBackPage(query)
        const rows = await pool.read(access, (db) => {
          enterRoom(db, room, access)
          const message = findMessage(db, room, Number(params.message))
          // One more than asked for tells whether there is a next page.
          return db.revisions.page(message, before, limit + 1)
        })
        const page = rows.slice(0, limit)
        return {
          revisions: page.map(({ revision, content, created_at }) => ({
            revision,
            content,
            created_at: toRfc3339(created_at),
          })),
          next_cursor: rows.length > limit ? (page.at(-1)?.revision ?? null) : null,
        }
      },
      {
        params: MessagePath,
        query: BackPageQuery,
        detail: operation({
          id: 'listRevisions',
          tag: 'Messages',
          summary: 'List what a message has said',
          description:
            'Its present text and the earlier ones, for members of the room, newest first. The ' +
            'first text and the latest 100 before the present one are kept. A deleted message has none.',
          answers: { 200: answer('A page of texts.', MessageRevisionList) },
          problems: [403],
        }),
      },
    )
}

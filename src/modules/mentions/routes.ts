import { Elysia } from 'elysia'
import { readAsOrWithout } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { BackPageQuery, readBackPage } from '../../http/back-page.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { showMessages } from '../../http/show-messages.ts'
import type { Services } from '../../services.ts'
import { MentionList } from './schema.ts'

/** What was said to the caller. */
export function mentions({ auth, site, tenants: { pool } }: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace/mentions' })
    .use(inWorkspace({ auth, site }))
    .get(
      '/',
      ({ access, query }): Promise<MentionList> => {
        const { limit, before } = readBackPage(query)
        return readAsOrWithout(pool, access, (db, me) => {
          // One more than asked for tells whether there is a next page.
          const rows = me === null ? [] : db.mentions.page(me.id, before, limit + 1)
          const page = rows.slice(0, limit)
          return {
            messages: showMessages(db, page, me?.id ?? ''),
            next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
          }
        })
      },
      {
        params: WorkspacePath,
        query: BackPageQuery,
        detail: operation({
          id: 'listMentions',
          tag: 'Messages',
          summary: 'List messages that mention you',
          description: 'Newest first, of the rooms that you are in now.',
          answers: { 200: answer('A page of messages.', MentionList) },
          problems: [403, 507],
        }),
      },
    )
}

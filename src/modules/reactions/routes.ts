import { Elysia } from 'elysia'
import { toRfc3339 } from '../../database/time.ts'
import { inWorkspace } from '../../http/access.ts'
import { emojiOf } from '../../http/emoji.ts'
import { findMessage, requireWritten } from '../../http/find-message.ts'
import { answer, operation } from '../../http/operation.ts'
import { ReactionPath } from '../../http/parameters.ts'
import { enterRoom, enterRoomToWrite } from '../../http/room-access.ts'
import { cutPage, readTextPage, TextPageQuery } from '../../http/text-page.ts'
import { toUserSummary } from '../../http/user-summary.ts'
import { TooManyEmoji } from '../../models/errors.ts'
import { MOST_EMOJI } from '../../models/reactions.ts'
import { conflict, notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { ReactorList } from './schema.ts'

const tag = 'Messages'

/** Emoji under a message, each of one person. */
export function reactions({ auth, site, tenants: { pool } }: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace/rooms/:room/messages/:message/reactions' })
    .use(inWorkspace({ auth, site }))
    .get(
      '/:emoji',
      async ({ access, params, query }): Promise<ReactorList> => {
        const room = Number(params.room)
        const { after, limit } = readTextPage(query)
        const rows = await pool.read(access, (db) => {
          enterRoom(db, room, access)
          const { id } = findMessage(db, room, Number(params.message))
          // One more than asked for tells whether there is a next page.
          return db.reactions.users(id, spelled(params.emoji), after, limit + 1)
        })
        const { page, next_cursor } = cutPage(rows, limit, ({ user_id }) => user_id)
        return {
          reactors: page.map((row) => ({
            user: toUserSummary(row.user_id, row),
            created_at: toRfc3339(row.created_at),
          })),
          next_cursor,
        }
      },
      {
        params: ReactionPath,
        query: TextPageQuery,
        detail: operation({
          id: 'listReactors',
          tag,
          summary: 'List who reacted with an emoji',
          answers: { 200: answer('A page of people.', ReactorList) },
          problems: [403],
        }),
      },
    )
    .put(
      '/:emoji',
      async ({ access, params, set }) => {
        const room = Number(params.room)
        await pool.write(access, (db) => {
          const { user_id } = enterRoomToWrite(db, room, access)
          const message = findMessage(db, room, Number(params.message))
          requireWritten(message)
          if (message.deleted_at !== null) throw deleted()
          try {
            db.reactions.add(message, spelled(params.emoji), user_id)
          } catch (error) {
            throw error instanceof TooManyEmoji ? tooMany() : error
          }
        })
        set.status = 204
      },
      {
        params: ReactionPath,
        detail: operation({
          id: 'addReaction',
          tag,
          summary: 'React with an emoji',
          description:
            'Doing it again changes nothing. Any emoji that Unicode recommends, with or without ' +
            `its variation selectors. A message has at most ${MOST_EMOJI} different ones ` +
            '(409 `too_many_emoji`), and a deleted one none (409 `message_deleted`).',
          answers: { 204: 'It is there.' },
          problems: [403, 409, 507],
        }),
      },
    )
    .delete(
      '/:emoji',
      async ({ access, params, set }) => {
        const room = Number(params.room)
        await pool.write(access, (db) => {
          const { user_id } = enterRoom(db, room, access)
          const message = findMessage(db, room, Number(params.message))
          db.reactions.remove(message, spelled(params.emoji), user_id)
        })
        set.status = 204
      },
      {
        params: ReactionPath,
        detail: operation({
          id: 'removeReaction',
          tag,
          summary: 'Take your reaction away',
          description: 'Doing it again changes nothing.',
          answers: { 204: 'It is not there.' },
          problems: [403, 507],
        }),
      },
    )
}

/** @throws Problem 404, as the validation of the path would have answered */
function spelled(text: string): string {
  const emoji = emojiOf(text)
  if (emoji === null) throw notFound('emoji')
  return emoji
}

function deleted() {
  return conflict('message_deleted', 'Nobody reacts to a deleted message.')
}

function tooMany() {
  return conflict('too_many_emoji', `A message has at most ${MOST_EMOJI} different emoji.`)
}

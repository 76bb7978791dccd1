import { Elysia } from 'elysia'
import { hashToken } from '../../../src/auth/token-secret.ts'
import { inWorkspace } from '../../../src/http/access.ts'
import { bearerToken } from '../../../src/http/bearer.ts'
import { notModified } from '../../../src/http/etag.ts'
import { jsonBody } from '../../../src/http/json-body.ts'
import { type Message, messageEtag, toMessage } from '../../../src/http/message.ts'
import type { MessageList } from '../../../src/http/message-list.ts'
import { PageQuery, readPage } from '../../../src/http/page.ts'
import { MessagePath, RoomPath, WorkspacePath } from '../../../src/http/parameters.ts'
import { cursorOf, toRoomOverview } from '../../../src/http/room-overview.ts'
import { cutPage } from '../../../src/http/text-page.ts'
import type { MessageWithUser } from '../../../src/models/public-user.ts'
import { parseQuery } from '../../../src/models/search/parse-query.ts'
import { snippetOf } from '../../../src/models/search/snippet.ts'
import { NewMessage } from '../../../src/modules/messages/schema.ts'
import { RoomListQuery } from '../../../src/modules/rooms/schema.ts'
import { SearchParameters, type SearchResults } from '../../../src/modules/search/schema.ts'
import { notFound } from '../../../src/problem.ts'
import type { Services } from '../../../src/services.ts'
import type { Store } from './store.ts'

/**
 * Routes of Conclave once more, over another store. Who asks, and what a request may look like, is
 * found out by the same code, so that only where the data lies differs.
 */
export function peerRoutes(services: Services, store: Store) {
  return new Elysia({ prefix: '/workspaces/:workspace' })
    .use(inWorkspace(services))
    .get('/known', () => new Response(null, { status: 204 }), { params: WorkspacePath })
    .get(
      '/rooms',
      async ({ access, query }) => {
        const limit = Number(query.limit ?? 50)
        const rows = await store.rooms(whose(access), limit + 1)
        const { page, next_cursor } = cutPage(rows, limit, cursorOf)
        return { rooms: page.map(toRoomOverview), next_cursor }
      },
      { params: WorkspacePath, query: RoomListQuery },
    )
    .get(
      '/rooms/:room/messages',
      async ({ access, params, query }): Promise<MessageList> => {
        const { limit } = readPage(query)
        const where = { ...whose(access), room: Number(params.room) }
        const rows = await store.newest(where, limit + 1)
        const page = rows.slice(0, limit)
        const next_cursor = rows.length > limit ? (page.at(-1)?.id ?? null) : null
        return { messages: page.map(show), next_cursor, prev_cursor: null }
      },
      { params: RoomPath, query: PageQuery },
    )
    .get(
      '/rooms/:room/messages/:message',
      async ({ access, params, request, set }) => {
        const where = { ...whose(access), room: Number(params.room) }
        const row = await store.message(where, Number(params.message))
        if (row === null) throw notFound('message')
        const message = show(row)
        return notModified(request, set, messageEtag(message)) ? undefined : message
      },
      { params: MessagePath },
    )
    .post(
      '/rooms/:room/messages',
      async ({ access, params, body, set }) => {
        const room = Number(params.room)
        const row = await store.post({ ...whose(access), room }, body.content ?? '')
        if (row === null) throw notFound('room')
        const message = show(row)
        set.status = 201
        Object.assign(set.headers, {
          location: `/workspaces/${params.workspace}/rooms/${room}/messages/${message.id}`,
          etag: messageEtag(message),
        })
        return message
      },
      { params: RoomPath, parse: jsonBody, body: NewMessage },
    )
    .get(
      '/search',
      async ({ access, query }): Promise<SearchResults> => {
        const { terms } = parseQuery(query.q)
        const limit = Number(query.limit ?? 20)
        const found = (await store.search?.(whose(access), query.q, limit + 1)) ?? []
        const results = found.slice(0, limit).map((row) => {
          const message = show(row)
          return { message, snippet: snippetOf(message.content ?? '', terms) }
        })
        const last = results.at(-1)?.message.id ?? null
        return { results, next_cursor: found.length > limit ? last : null }
      },
      { params: WorkspacePath, query: SearchParameters },
    )
}

/** Signing in with nothing kept in this process: the peer's own database is asked each time. */
export function checkRoute(store: Store) {
  return new Elysia().get(
    '/workspaces/:workspace/check',
    async ({ request, params }) => {
      const token = bearerToken(request)
      const known = token !== null && (await store.mayEnter?.(hashToken(token), params.workspace))
      if (known !== true) throw notFound('workspace')
      return new Response(null, { status: 204 })
    },
    { params: WorkspacePath },
  )
}

interface Access {
  readonly id: string
  readonly caller: { readonly personId: string }
}

function whose({ id, caller }: Access): { tenant: string; person: string } {
  return { tenant: id, person: caller.personId }
}

function show(row: MessageWithUser): Message {
  return toMessage(row, { mentions: [], reactions: [], file: null })
}

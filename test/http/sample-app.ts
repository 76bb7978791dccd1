import { Elysia, type Static, t } from 'elysia'
import { bearerToken } from '../../src/http/bearer.ts'
import { notModified, requireMatch, strongEtag } from '../../src/http/etag.ts'
import { jsonBody } from '../../src/http/json-body.ts'
import { answer, operation } from '../../src/http/operation.ts'
import { PageQuery, readPage } from '../../src/http/page.ts'
import { isWorkspaceReference, MessagePath, RoomPath } from '../../src/http/parameters.ts'
import { root } from '../../src/http/root.ts'
import { choice, integer, integerId, moment, nullable, record } from '../../src/http/schema.ts'
import { createLogger } from '../../src/log.ts'
import { documentation } from '../../src/modules/documentation/documentation.ts'
import { notFound, type Problem, unauthorized, unavailable } from '../../src/problem.ts'

/*
 * A small app on the base, with one resource in memory. It is what the tests of
 * src/http talk to, and the worked example of how a module of src/modules looks.
 */

// schema.ts of a module: the shapes on the wire, each with the name it has in the document.

const Message = record(
  'Message',
  {
    id: integerId,
    room_id: integerId,
    content: nullable(t.String()),
    type: choice('text', 'image', 'file'),
    created_at: moment,
    edited_at: nullable(moment),
  },
  { description: 'A message. Without content once it is deleted.' },
)
type Message = Static<typeof Message>

const MessageList = record('MessageList', {
  messages: t.Array(Message),
  next_cursor: nullable(integerId),
  prev_cursor: nullable(integerId),
})

const NewMessage = record('NewMessage', {
  content: t.String({ minLength: 1, maxLength: 100, examples: ['Hello, world!'] }),
  type: t.Optional(choice('text', 'image', 'file')),
})

const MessageChanges = record('MessageChanges', {
  content: t.String({ minLength: 1, maxLength: 100 }),
})

// What stands in for src/auth: who calls, and whether they may see the workspace.
// `derive` runs before validation, so strangers get 401 whatever else is wrong.

export const token = 'cnv_sample'

const members = new Elysia({ name: 'sample-members' }).derive(
  { as: 'scoped' },
  ({ request, params }) => {
    if (bearerToken(request) !== token) throw unauthorized()
    const workspace = (params as { workspace?: string }).workspace ?? ''
    if (!isWorkspaceReference(workspace) || workspace !== 'acme') throw notFound('workspace')
    return { caller: { id: 'ada' } }
  },
)

// routes.ts of a module: a function of what it needs, that returns its routes.

function messages(store: Map<number, Message>) {
  const find = (params: Static<typeof MessagePath>) => {
    if (Number(params.room) !== 1) throw notFound('room')
    return store.get(Number(params.message)) ?? fail(notFound('message'))
  }
  const etagOf = (message: Message) => strongEtag(message.id, message.edited_at)

  return new Elysia({ prefix: '/workspaces/:workspace/rooms/:room/messages' })
    .use(members)
    .get(
      '/',
      ({ params, query }) => {
        if (Number(params.room) !== 1) throw notFound('room')
        const { limit, before = Number.MAX_SAFE_INTEGER } = readPage(query)
        const page = [...store.values()].filter(({ id }) => id < before).slice(0, limit)
        return { messages: page, next_cursor: page.at(-1)?.id ?? null, prev_cursor: null }
      },
      {
        params: RoomPath,
        query: PageQuery,
        detail: operation({
          id: 'listMessages',
          tag: 'Messages',
          summary: 'List messages of a room',
          description: 'Newest first. Only members of the room see them.',
          answers: { 200: answer('A page of messages.', MessageList) },
          problems: [400],
        }),
      },
    )
    .post(
      '/',
      ({ params, body, set }) => {
        const id = store.size + 1
        const message: Message = {
          id,
          room_id: Number(params.room),
          content: body.content,
          type: body.type ?? 'text',
          created_at: '2026-03-01T09:30:00.000Z',
          edited_at: null,
        }
        store.set(id, message)
        set.status = 201
        Object.assign(set.headers, {
          location: `/workspaces/${params.workspace}/rooms/${params.room}/messages/${id}`,
          etag: etagOf(message),
        })
        return message
      },
      {
        params: RoomPath,
        parse: jsonBody,
        body: NewMessage,
        detail: operation({
          id: 'sendMessage',
          tag: 'Messages',
          summary: 'Send a message',
          answers: {
            201: answer('The message, as it was stored.', Message, {
              Location: 'Its path.',
              ETag: 'Its version.',
            }),
          },
          problems: [403],
        }),
      },
    )
    .get(
      '/:message',
      ({ params, request, set }) => {
        const message = find(params)
        return notModified(request, set, etagOf(message)) ? undefined : message
      },
      {
        params: MessagePath,
        detail: operation({
          id: 'getMessage',
          tag: 'Messages',
          summary: 'Read one message',
          answers: {
            200: answer('The message.', Message, { ETag: 'Its version.' }),
            304: 'You have this version already.',
          },
        }),
      },
    )
    .patch(
      '/:message',
      ({ params, body, request, set }) => {
        const message = find(params)
        requireMatch(request, etagOf(message))
        const edited = { ...message, ...body, edited_at: '2026-03-01T10:00:00.000Z' }
        store.set(message.id, edited)
        Object.assign(set.headers, { etag: etagOf(edited) })
        return edited
      },
      {
        params: MessagePath,
        parse: jsonBody,
        body: MessageChanges,
        detail: operation({
          id: 'editMessage',
          tag: 'Messages',
          summary: 'Edit a message',
          answers: { 200: answer('The message, as it is now.', Message, { ETag: 'Its version.' }) },
          problems: [403, 409, 412],
        }),
      },
    )
    .delete(
      '/:message',
      ({ params, set }) => {
        store.delete(find(params).id)
        set.status = 204
      },
      {
        params: MessagePath,
        detail: operation({
          id: 'deleteMessage',
          tag: 'Messages',
          summary: 'Delete a message',
          answers: { 204: 'It is deleted.' },
          problems: [403],
        }),
      },
    )
}

function fail(problem: Problem): never {
  throw problem
}

/** An error of a lower layer, of which src/http knows nothing. */
export class SampleBusy extends Error {
  override name = 'SampleBusy'
}

/** Routes that go wrong in the ways a server can; not documented. */
const faults = new Elysia({ prefix: '/faults' })
  .get('/thrown', () => fail2(new Error('the password is hunter2')), { detail: { hide: true } })
  .get('/text', () => fail2('the password is hunter2'), { detail: { hide: true } })
  .get('/nothing', () => fail2(undefined), { detail: { hide: true } })
  .get('/rejected', () => Promise.reject(new Error('hunter2')), { detail: { hide: true } })
  .get('/busy', () => fail2(new SampleBusy()), { detail: { hide: true } })
  .get('/late', ({ set }) => lateFailure(set.headers), { detail: { hide: true } })
  .get('/answer', () => ({ id: 'hunter2' }) as never, {
    response: t.Object({ id: integer() }),
    detail: { hide: true },
  })

function fail2(thrown: unknown): never {
  throw thrown
}

function lateFailure(headers: Record<string, unknown>): never {
  Object.assign(headers, { etag: '"1"', ratelimit: '"send";r=0;t=31' })
  throw notFound('room')
}

/** More than what Bun puts together before it sends. */
export const large = Array.from({ length: 1_000 }, (_, number) => `ä ${number} ${'x'.repeat(50)}`)

/** Answers of every kind that a handler may return; not documented. */
const kinds = new Elysia({ prefix: '/kinds' })
  .all('/any/*', () => 'wild', { detail: { hide: true } })
  .get('/text', () => 'plain', { detail: { hide: true } })
  .get('/list', () => [1, 2], { detail: { hide: true } })
  .get(
    '/large',
    async ({ query }) => {
      await Bun.sleep(Number(query['after']))
      return large
    },
    { detail: { hide: true } },
  )
  .get('/response', () => new Response('own', { headers: { 'cache-control': 'max-age=9' } }), {
    detail: { hide: true },
  })
  .get('/redirect', ({ redirect }) => redirect('/kinds/text'), { detail: { hide: true } })
  .get('/status', ({ status }) => status(202, { accepted: true }), { detail: { hide: true } })
  .get('/cookie', ({ cookie: { session } }) => setCookie(session), { detail: { hide: true } })
  .get('/stream', ({ set }) => stream(set.headers), { detail: { hide: true } })

function setCookie(session: { value: unknown } | undefined) {
  if (session !== undefined) session.value = 'abc'
  return { ok: true }
}

function stream(headers: Record<string, unknown>) {
  Object.assign(headers, { 'content-type': 'text/event-stream' })
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('data: 1\n\n'))
      controller.close()
    },
  })
}

/** The whole app. `lines` collects what it logs. */
export function sampleApp(lines: string[] = []) {
  const app = root({
    logger: createLogger('info', { write: (line) => void lines.push(line) }),
    problemFor: (error) =>
      error instanceof SampleBusy
        ? unavailable('database_busy', 'The workspace is busy. Try again.', 1)
        : undefined,
  })
  return app
    .use(messages(new Map()))
    .use(faults)
    .use(kinds)
    .get('/health/live', () => ({ status: 'ok' as const }), {
      detail: operation({
        id: 'live',
        tag: 'Health',
        summary: 'Say whether the process runs',
        access: 'public',
        answers: { 200: answer('It does.', record('Live', { status: t.Literal('ok') })) },
      }),
    })
    .use(documentation({ version: '0.0.0', sessionCookie: 'session', routes: () => app.routes }))
}

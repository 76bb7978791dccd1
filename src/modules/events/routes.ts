import { Elysia, t } from 'elysia'
import { inWorkspace } from '../../http/access.ts'
import { eventStream, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import type { Live } from '../../realtime/live.ts'
import { LiveMessage } from '../../realtime/live-schema.ts'
import type { Services } from '../../services.ts'
import { EVENTS_DESCRIPTION } from './description.ts'
import { EventStream } from './event-stream.ts'

/** The event log as server-sent events. */
export function events(services: Services, live: Live) {
  const documented = operation({
    id: 'streamEvents',
    tag: 'Live',
    summary: 'Follow a workspace as server-sent events',
    description: EVENTS_DESCRIPTION,
    requestHeaders: { 'Last-Event-ID': 'The cursor of the last event; before `after`.' },
    answers: { 200: eventStream('Events, until either side ends it.', LiveMessage) },
    problems: [403],
  })
  return new Elysia({ prefix: '/workspaces/:workspace/events' }).use(inWorkspace(services)).get(
    '/',
    async ({ access, query, request }) => {
      live.assertOpen()
      const stream = new EventStream(live)
      // Bun does not always cancel the stream of somebody who has gone.
      request.signal.addEventListener('abort', () => stream.gone())
      const after = request.headers.get('last-event-id') ?? query.after ?? null
      try {
        await live.follow(access, stream, after)
      } catch (error) {
        stream.gone()
        throw error
      }
      return new Response(stream.body, {
        // nginx would gather what is to come at once.
        headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
      })
    },
    {
      params: WorkspacePath,
      query: t.Object(
        {
          after: t.Optional(
            t.String({
              maxLength: 40,
              description: 'A cursor: only what has happened since. From now on when absent.',
              examples: ['1337.812'],
            }),
          ),
        },
        { additionalProperties: false },
      ),
      detail: documented,
    },
  )
}

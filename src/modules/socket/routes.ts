import { type Context, Elysia } from 'elysia'
import type { Caller } from '../../auth/authority.ts'
import { accessOf, callerIfAny } from '../../http/access.ts'
import { operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { requestId } from '../../http/request-id.ts'
import { requireSameOrigin } from '../../http/same-origin.ts'
import { upgradeRequired } from '../../problem.ts'
import type { Live } from '../../realtime/live.ts'
import type { Services } from '../../services.ts'
import { SocketConnection } from './connection.ts'
import { SOCKET_DESCRIPTION } from './description.ts'
import type { Reception } from './reception.ts'

type Server = NonNullable<Context['server']>

/**
 * The event log over a WebSocket. Bun's own upgrade, because Elysia's wrapper makes an object for
 * each frame, parses `123` into a number, and keeps the request alive for as long as the socket.
 */
export function socket(services: Services, live: Live) {
  const reception: Reception = { auth: services.auth, live, log: services.log }
  return new Elysia({ prefix: '/workspaces/:workspace/socket' })
    .derive(({ request, params, set }) => {
      const { workspace = '' } = params as { workspace?: string }
      return { connection: greet(request, set, workspace) }
    })
    .get(
      '/',
      ({ connection, request, server, set }) => {
        live.assertOpen()
        const headers = { 'x-request-id': requestId(request, set) }
        // Elysia knows only the data of its own sockets.
        const upgraded = (server as Server).upgrade(request, { headers, data: connection as never })
        if (!upgraded) throw upgradeRequired()
        // Bun has answered; this is what is counted.
        set.status = 101
      },
      {
        params: WorkspacePath,
        detail: operation({
          id: 'openSocket',
          tag: 'Live',
          summary: 'Follow a workspace over a WebSocket',
          description: SOCKET_DESCRIPTION,
          answers: { 101: 'The socket is open.' },
          problems: [403, 426],
        }),
      },
    )

  /**
   * A program that sends its token with the request is answered like any other. A page never sees
   * why an upgrade was refused, so what is wrong with its cookie is told by the code with which the
   * socket is closed.
   */
  function greet(request: Request, set: Context['set'], workspace: string): SocketConnection {
    const { headers } = request
    const isUpgrade = headers.get('upgrade')?.toLowerCase() === 'websocket'
    if (!isUpgrade || headers.has('authorization')) {
      const access = accessOf(services, request, set, workspace, [])
      if (!isUpgrade) throw upgradeRequired()
      return new SocketConnection(reception, workspace, { access })
    }
    return new SocketConnection(reception, workspace, { caller: callerByCookie(request) })
  }

  function callerByCookie(request: Request): Caller | undefined {
    // A program without a token has none of these.
    const fromPage = ['origin', 'sec-fetch-site', 'cookie'].some((name) =>
      request.headers.has(name),
    )
    if (fromPage) requireSameOrigin(request, services.site)
    return callerIfAny(services, request) ?? undefined
  }
}

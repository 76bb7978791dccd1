import { afterEach, expect, test } from 'bun:test'
import { connect } from '../../client/conclave.ts'
import type { LiveEvent } from '../../client/live/events.ts'
import { type Chat, readAll } from '../harness/chat.ts'
import { eventsIn, openStream } from '../harness/event-stream.ts'
import { contradictions, moreAcknowledged, startLoad } from '../harness/load.ts'
import { cleanUp, eventually, spawn } from '../harness/process.ts'
import { type ReverseProxy, serveBehind, startHaproxy, whyNoProxy } from '../harness/proxy.ts'

afterEach(cleanUp)

const reason = whyNoProxy('haproxy')
if (reason !== null) console.warn(`restarts behind HAProxy are not tested: ${reason}`)

test.skipIf(reason !== null)(
  'behind HAProxy a restart fails no request, and who follows is told everything once',
  async () => {
    const { proxy, server, restart, chat } = await serveBehind(startHaproxy)
    const bySocket: LiveEvent[] = []
    const live = followBySocket(proxy, chat, bySocket)
    const comeBack = await followByStream(proxy, chat)
    await eventually(() => live.state.phase === 'live' || undefined)
    const load = startLoad(proxy.url, [chat], { clientsPerChat: 32, send: proxy.fetch })
    await moreAcknowledged(load)

    const again = comeBack()
    expect(await restart()).toEqual({ status: 0, stderr: '' })
    const byStream = await again
    await moreAcknowledged(load)
    const witnessed = await load.stop()

    expect({ ...witnessed, acknowledged: null }).toEqual({
      acknowledged: null,
      unknown: new Map([[chat, []]]),
      refused: [],
      cut: [],
    })
    expect(contradictions(witnessed, chat, await readAll(server, chat))).toEqual([])
    const sent = witnessed.acknowledged.get(chat)?.toSorted() ?? []
    for (const told of [() => textsOf(bySocket), byStream]) {
      await eventually(() => told().length >= sent.length || undefined)
      expect(told().toSorted()).toEqual(sent)
    }
    live.close()
  },
)

test.skipIf(reason !== null)(
  'a client behind HAProxy is who it is, whatever it says and whom it asks',
  async () => {
    const { proxy, server, chat } = await serveBehind(startHaproxy)

    await inviteFrom('127.0.1.2', proxy.url, chat, '--cacert', proxy.trusted)
    await inviteFrom('127.0.2.2', server.url, chat)

    const log = `${proxy.url}/workspaces/acme/audit-log`
    const headers = { authorization: `Bearer ${chat.token}` }
    const { entries } = (await (await proxy.fetch(log, { headers })).json()) as AuditLog
    const invited = entries.filter(({ action }) => action === 'invitation.created')
    expect(invited.map(({ client_network }) => client_network)).toEqual([
      '127.0.2.0/24',
      '127.0.1.0/24',
    ])
  },
)

/** The texts of messages that came as events. */
function textsOf(events: readonly { readonly type: string; readonly data?: unknown }[]): string[] {
  return events.flatMap(({ type, data }) => {
    if (type !== 'message.created') return []
    const { message } = data as { message: { content: string; notice: unknown } }
    return message.notice === null ? [message.content] : []
  })
}

/** By the typed client, which comes back by itself. */
function followBySocket(
  { url, fetch, WebSocket }: ReverseProxy,
  { token }: Chat,
  events: LiveEvent[],
) {
  return connect({ url, token, fetch })
    .workspace('acme')
    .live({
      WebSocket,
      onEvent: (event) => events.push(event),
      onResync: () => Promise.reject(new Error('events were missed')),
    })
}

/** By server-sent events: one stream until it ends, and another that goes on from there. */
async function followByStream({ url, fetch }: ReverseProxy, { token }: Chat) {
  const target = `${url}/workspaces/acme/events`
  const headers = { authorization: `Bearer ${token}` }
  const first = await openStream(target, headers, fetch)
  await first.next('hello')
  return async () => {
    await first.ended
    const last = eventsIn(first.text()).findLast(({ id }) => id !== undefined)?.id
    const next = await openStream(target, { ...headers, 'last-event-id': last ?? '' }, fetch)
    return () =>
      [first, next].flatMap(({ text }) => textsOf(eventsIn(text()).map(({ data }) => data)))
  }
}

/** Makes an invitation, from an address of this machine and with a lie about it. */
async function inviteFrom(address: string, url: string, { token }: Chat, ...options: string[]) {
  const { status, stderr } = await spawn([
    ...['curl', '-fsS', '--interface', address, ...options],
    ...['-H', 'X-Forwarded-For: 203.0.113.9', '-H', `Authorization: Bearer ${token}`],
    ...['--json', '{"role":"member"}', `${url}/workspaces/acme/invitations`],
  ]).ended
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
}

interface AuditLog {
  readonly entries: readonly { readonly action: string; readonly client_network: string | null }[]
}

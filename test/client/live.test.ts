import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from '../../client/conclave.ts'
import type { LiveEvent } from '../../client/live/events.ts'
import type { Live, LiveOptions, LiveState, WebSocketLike } from '../../client/live/live.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'
import { until } from '../harness/until.ts'

/* The client's connection to a workspace, against the real server and against one that is told what to do. */

let server: TestServer
let acme: Team
beforeAll(async () => {
  server = await startServer({ liveTimings: { grace: 50 } })
  acme = await team(server, 'acme')
})
afterAll(() => server.stop())

interface Followed {
  readonly live: Live
  readonly events: LiveEvent[]
  readonly states: LiveState[]
}

function follow(
  { url, token }: { readonly url: string; readonly token?: string },
  options: Partial<LiveOptions> = {},
): Followed {
  const events: LiveEvent[] = []
  const states: LiveState[] = []
  const live = connect({ url, token })
    .workspace('acme')
    .live({
      onEvent: (event) => events.push(event),
      onState: (state) => states.push(state),
      onResync: () => {
        throw new Error('nobody asked for this')
      },
      ...options,
    })
  return { live, events, states }
}

const as = ({ token }: Teammate, options?: Partial<LiveOptions>) =>
  follow({ url: server.url, token }, options)
const phases = ({ states }: Followed) => states.map(({ phase }) => phase)
const isLive = ({ live }: Followed) => live.state.phase === 'live'
const contents = ({ events }: Followed) =>
  events.flatMap((event) =>
    event.type === 'message.created' ? (event.data.message.content ?? []) : [],
  )

describe('with the server', () => {
  test('starts from a snapshot without a gap, and tells of everything', async () => {
    const room = await acme.room([acme.grace])
    const conclave = connect({ url: server.url, token: acme.grace.token })
    const { cursor } = await conclave.getSnapshot({ workspace: 'acme' })
    await acme.message(acme.ada, room, 'before it is live')
    const grace = as(acme.grace, { after: cursor })
    await until(() => isLive(grace))
    await acme.message(acme.ada, room, 'afterwards')
    await until(() => contents(grace).length === 2)
    expect(contents(grace)).toEqual(['before it is live', 'afterwards'])
    expect(grace.live.state).toMatchObject({ phase: 'live', userId: acme.grace.userId })
    grace.live.close()
    expect(phases(grace)).toEqual(['connecting', 'live', 'ended'])
  })

  test('tells one by one who came and who went, and who is typing', async () => {
    const room = await acme.room([acme.grace])
    const ada = as(acme.ada)
    await until(() => isLive(ada))
    const grace = as(acme.grace)
    const user_id = acme.grace.userId
    const told = (online: boolean) => ({
      type: 'presence',
      room_id: null,
      data: { user_id, online },
    })
    await until(() => ada.events.some((event) => Bun.deepEquals(event, told(true))))
    await until(() => isLive(grace))
    const id = Number(room.split('/').at(-1))
    for (let count = 0; count < 100; count += 1) grace.live.typing(id)
    await until(() => ada.events.some(({ type }) => type === 'typing'))
    grace.live.close()
    await until(() => ada.events.some((event) => Bun.deepEquals(event, told(false))))
    ada.live.close()
  })

  test('4409: fetches anew, and goes on from there', async () => {
    const room = await acme.room([acme.grace])
    const conclave = connect({ url: server.url, token: acme.grace.token })
    let resyncs = 0
    const grace = as(acme.grace, {
      after: '1.1',
      onResync: async () => {
        resyncs += 1
        const { cursor } = await conclave.getSnapshot({ workspace: 'acme' })
        await acme.message(acme.ada, room, 'between')
        return cursor
      },
    })
    await until(() => contents(grace).length > 0)
    expect([resyncs, contents(grace)]).toEqual([1, ['between']])
    grace.live.close()
  })

  test('ends where coming back is of no use, and says why', async () => {
    const nobody = follow({ url: server.url, token: 'cnv_forged' })
    const stranger = await server.person('stranger@nowhere.test')
    const outside = follow({ url: server.url, token: stranger.token })
    const { path, ada, linus } = acme
    const member = as(linus)
    await until(() => isLive(member))
    await ada.api('DELETE', `${path}/users/${linus.userId}`)
    const reasons = ['signed_out', 'workspace_not_found', 'removed_from_workspace'] as const
    for (const [index, { live }] of [nobody, outside, member].entries()) {
      await until(() => live.state.phase === 'ended')
      expect(live.state).toEqual({ phase: 'ended', reason: reasons[index] ?? 'closed' })
    }
  })
})

/** A connection whose other end is the test. */
class ToldSocket implements WebSocketLike {
  static readonly all: ToldSocket[] = []
  readonly sent: { readonly type: string; readonly [field: string]: unknown }[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { readonly data: unknown }) => void) | null = null
  onclose: ((event: { readonly code: number }) => void) | null = null
  onerror: (() => void) | null = null
  closed = false

  constructor(readonly url: string) {
    ToldSocket.all.push(this)
    queueMicrotask(() => this.onopen?.())
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data))
  }

  close(): void {
    this.closed = true
  }

  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }

  hello(cursor: string): void {
    this.say({ type: 'hello', cursor, user_id: 'ada', present: ['ada'] })
  }
}

describe('with a server that does as it is told', () => {
  const told = (options: Partial<LiveOptions> = {}) =>
    follow({ url: 'https://chat.test/' }, { WebSocket: ToldSocket, ...options })
  const newest = () => ToldSocket.all.at(-1) as ToldSocket

  async function next(after: number): Promise<ToldSocket> {
    await until(() => ToldSocket.all.length > after && newest().sent.length > 0)
    return newest()
  }

  test('resumes where it was, by event and by heartbeat', async () => {
    const before = ToldSocket.all.length
    const followed = told()
    const first = await next(before)
    expect(first.url).toBe('wss://chat.test/workspaces/acme/socket')
    expect(first.sent).toEqual([{ type: 'resume', after: null }])
    first.hello('7.1')
    first.say({ id: '7.2', seq: 2, type: 'workspace.updated', room_id: null, data: {} })
    expect(followed.live.cursor).toBe('7.2')
    first.say({ type: 'heartbeat', cursor: '7.9' })
    first.onclose?.({ code: 1006 })
    expect(followed.live.state.phase).toBe('waiting')
    followed.live.reconnect()
    const second = await next(before + 1)
    expect(second.sent).toEqual([{ type: 'resume', after: '7.9' }])
    // What the old connection still says counts no more.
    first.say({ type: 'heartbeat', cursor: '7.3' })
    expect(followed.live.cursor).toBe('7.9')
    followed.live.close()
    expect(second.closed).toBe(true)
  })

  test.each([
    [1001, 'waiting'],
    [1006, 'waiting'],
    [1011, 'waiting'],
    [1012, 'waiting'],
    [1013, 'waiting'],
    [4400, 'waiting'],
    [4408, 'waiting'],
    [4429, 'waiting'],
    [1008, 'refused'],
    [4401, 'signed_out'],
    [4403, 'removed_from_workspace'],
    [4404, 'workspace_not_found'],
    [4423, 'workspace_locked'],
  ])('after %p: %p', async (code, outcome) => {
    const before = ToldSocket.all.length
    const { live } = told()
    const socket = await next(before)
    socket.hello('7.1')
    socket.onclose?.({ code })
    const reached: string = 'reason' in live.state ? live.state.reason : live.state.phase
    expect(reached).toBe(outcome)
    if (code === 4429 && live.state.phase === 'waiting') {
      expect(live.state.until - Date.now()).toBeGreaterThan(4_000)
    }
    live.close()
    expect(live.state).toEqual({ phase: 'ended', reason: 'closed' })
  })

  test('asks for the token each time, and sends it in a frame', async () => {
    const before = ToldSocket.all.length
    let asked = 0
    const conclave = connect({
      url: 'http://chat.test',
      token: async () => {
        asked += 1
        return `secret-${asked}`
      },
    })
    const live = conclave.workspace('a b').live({
      WebSocket: ToldSocket,
      onEvent: () => undefined,
      onResync: () => '1.1',
    })
    const first = await next(before)
    expect(first.url).toBe('ws://chat.test/workspaces/a%20b/socket')
    expect(first.sent[0]).toEqual({ type: 'authenticate', token: 'secret-1' })
    first.onclose?.({ code: 4401 })
    expect(live.state).toEqual({ phase: 'ended', reason: 'signed_out' })
    live.reconnect()
    const second = await next(before + 1)
    expect(second.sent[0]).toEqual({ type: 'authenticate', token: 'secret-2' })
    live.close()
  })

  test('a resync that fails is tried again', async () => {
    const before = ToldSocket.all.length
    let tried = 0
    const followed = told({
      onResync: () => {
        tried += 1
        if (tried === 1) throw new Error('nobody answers')
        return '8.1'
      },
    })
    const first = await next(before)
    first.say({ type: 'resync', cursor: '8.0' })
    first.onclose?.({ code: 4409 })
    await until(() => followed.live.state.phase === 'waiting')
    followed.live.reconnect()
    expect((await next(before + 1)).sent).toEqual([{ type: 'resume', after: '8.1' }])
    followed.live.close()
  })
})

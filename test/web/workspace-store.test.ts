import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect } from '../../client/conclave.ts'
import type { Message } from '../../client/generated/types.ts'
import { readSnapshot } from '../../src/web/store/snapshot.ts'
import { WorkspaceStore } from '../../src/web/store/workspace-store.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'
import { until } from '../harness/until.ts'

/*
 * What the web client knows of a workspace, against what the server says: after any history, with
 * connections that break, both are the same.
 */

let server: TestServer
let acme: Team
const sockets: WebSocket[] = []
const Real = globalThis.WebSocket
/** So many connections begin with a cursor of another epoch, as after a restore. */
let staleCursors = 0
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  globalThis.WebSocket = class extends Real {
    constructor(url: string | URL) {
      super(url)
      sockets.push(this)
    }

    override send(data: string): void {
      const stale = staleCursors > 0 && data.includes('"resume"')
      if (stale) staleCursors -= 1
      super.send(stale ? JSON.stringify({ type: 'resume', after: '1.1' }) : data)
    }
  } as typeof WebSocket
})
afterAll(async () => {
  globalThis.WebSocket = Real
  await server.stop()
})

async function open({ token, id }: Teammate): Promise<WorkspaceStore> {
  const conclave = connect({ url: server.url, token })
  return new WorkspaceStore(conclave, await readSnapshot(conclave, 'acme'), id)
}

/** The same numbers for the same seed (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

/** Messages as the server lists them, oldest first. */
async function listed({ conclave }: WorkspaceStore, room: number): Promise<Message[]> {
  const found: Message[] = []
  for await (const one of conclave.each('listMessages', { workspace: 'acme', room }))
    found.push(one)
  return found.toReversed()
}

async function counted({ conclave }: WorkspaceStore) {
  const { rooms } = await conclave.listRooms({ workspace: 'acme' })
  return new Map(rooms.map((room) => [room.id, summary(room)]))
}

function summary(room: ReturnType<WorkspaceStore['rooms']['get']>) {
  if (room === undefined) return undefined
  const { name, topic, unread_count, mention_count, last_read_message_id, member_count } = room
  return { name, topic, unread_count, mention_count, last_read_message_id, member_count }
}

test.each([1, 2, 3, 4])('after any history both are the same (%p)', async (seed) => {
  const pick = random(seed)
  const path = await acme.room([acme.grace], `Room of seed ${seed}`)
  const room = Number(path.split('/').at(-1))
  const people = [acme.ada, acme.grace] as const
  const stores = await Promise.all(people.map(open))
  await Promise.all(stores.map((store) => store.timelines.ofRoom(room).openNewest()))
  const mine: { id: number; by: Teammate }[] = []

  const actions: (() => Promise<unknown>)[] = [
    async () => {
      const by = people[pick(2)] ?? acme.ada
      const content = pick(3) === 0 ? 'Hello, @grace and @ada' : 'Hello'
      const answered = mine[pick(mine.length + 1)]
      const body = { content, ...(answered && { reply_to_id: answered.id }) }
      const { status, body: sent } = await by.api<{ id: number }>('POST', `${path}/messages`, body)
      if (status === 201) mine.push({ id: sent.id, by })
    },
    async () => {
      const one = mine[pick(mine.length)]
      const content = ['Changed, @ada', 'Changed, @grace', 'Changed'][pick(3)]
      await one?.by.api('PATCH', `${path}/messages/${one.id}`, { content })
    },
    async () => {
      const one = mine[pick(mine.length)]
      if (pick(3) === 0) await one?.by.api('DELETE', `${path}/messages/${one.id}`)
    },
    async () => {
      const by = people[pick(2)]
      const emoji = encodeURIComponent(pick(2) === 0 ? '👍' : '🎉')
      const target = `${path}/messages/${mine[pick(mine.length)]?.id}/reactions/${emoji}`
      await by?.api(pick(3) === 0 ? 'DELETE' : 'PUT', target)
    },
    async () => {
      const store = stores[pick(2)]
      const newest = store?.timelines.ofRoom(room).messages.peek().at(-1)
      if (newest !== undefined && pick(2) === 0) store?.markRead(room, newest.id)
    },
    async () => {
      const there = pick(2) === 0
      await acme.ada.api(there ? 'PUT' : 'DELETE', `${path}/members/${acme.linus.userId}`)
    },
    async () => acme.ada.api('PATCH', path, { topic: `Topic ${pick(100)}` }),
    async () => {
      const open = sockets.filter(({ readyState }) => readyState === WebSocket.OPEN)
      if (pick(4) === 0) open[pick(open.length)]?.close()
    },
    // Pages that are on their way while something happens.
    async () => void stores[pick(2)]?.timelines.ofRoom(room).refresh(),
    async () => {
      const store = stores[pick(2)]
      const content = `By the outbox ${pick(1_000)}`
      store?.outbox.add({ room, content, reply_to_id: null, file: null })
    },
  ]
  for (let step = 0; step < 80; step += 1) await actions[pick(actions.length)]?.()

  for (const store of stores) {
    await until(() => store.outbox.unsent.peek().length === 0)
    store.reconnect()
  }
  // Events come in order: with the last one all others are there.
  const last = people[pick(2)] ?? acme.ada
  const { body } = await last.api<{ id: number }>('POST', `${path}/messages`, { content: '.' })
  for (const store of stores) {
    const timeline = store.timelines.ofRoom(room)
    await until(() => timeline.find(body.id) !== undefined)
    await until(async () => {
      const said = (await counted(store)).get(room)?.last_read_message_id
      return said === store.rooms.get(room)?.last_read_message_id
    })
    expect(timeline.messages.peek()).toEqual(await listed(store, room))
    expect(summary(store.rooms.get(room))).toEqual((await counted(store)).get(room))
    store.close()
  }
})

test('an unread message that is changed or deleted counts as what it is by then', async () => {
  const path = await acme.room([acme.grace], 'Unread')
  const room = Number(path.split('/').at(-1))
  const store = await open(acme.ada)
  await store.timelines.ofRoom(room).openNewest()
  const counts = () => {
    const { unread_count, mention_count } = store.rooms.get(room) ?? {}
    return `${unread_count} ${mention_count}`
  }
  const { body } = await acme.grace.api<{ id: number }>('POST', `${path}/messages`, {
    content: 'Hello',
  })
  const message = `${path}/messages/${body.id}`
  await until(() => counts() === '1 0')
  await acme.grace.api('PATCH', message, { content: 'Hello, @ada' })
  await until(() => counts() === '1 1')
  await acme.grace.api('PATCH', message, { content: 'Hello again' })
  await until(() => counts() === '1 0')
  await acme.grace.api('PATCH', message, { content: 'Hello, @room' })
  await until(() => counts() === '1 1')
  await acme.grace.api('DELETE', message)
  await until(() => counts() === '0 0')
  store.close()
})

test('where events were missed for good, everything is read anew, and nothing written is lost', async () => {
  const path = await acme.room([acme.grace], 'Restored')
  const room = Number(path.split('/').at(-1))
  const store = await open(acme.ada)
  const timeline = store.timelines.ofRoom(room)
  await timeline.openNewest()
  await until(() => store.connection.peek().phase === 'live')
  staleCursors = 1
  for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.close()
  await until(() => store.connection.peek().phase !== 'live')
  for (let count = 0; count < 60; count += 1) {
    await acme.grace.api('POST', `${path}/messages`, { content: `Missed ${count}, @ada` })
  }
  store.outbox.add({ room, content: 'Written meanwhile', reply_to_id: null, file: null })
  store.reconnect()
  await until(() => store.connection.peek().phase === 'live' && staleCursors === 0)
  await until(() => store.outbox.unsent.peek().length === 0)
  const all = await listed(store, room)
  expect(timeline.messages.peek()).toEqual(all.slice(-timeline.messages.peek().length))
  expect(timeline.messages.peek().length).toBeGreaterThanOrEqual(50)
  expect(summary(store.rooms.get(room))).toEqual((await counted(store)).get(room))
  store.close()
})

test('what an event told to read, and could not be read, is read with the next connection', async () => {
  const { id, token } = acme.grace
  let refused = 0
  let broken = false
  const conclave = connect({
    url: server.url,
    token,
    fetch: async (url, init) => {
      if (!broken) return fetch(url, init)
      refused += 1
      return new Response('', { status: 500 })
    },
  })
  const store = new WorkspaceStore(conclave, await readSnapshot(conclave, 'acme'), id)
  await until(() => store.connection.peek().phase === 'live')
  broken = true
  await acme.ada.api('PATCH', acme.path, { name: 'Renamed' })
  const room = Number((await acme.room([acme.grace], 'New')).split('/').at(-1))
  await until(() => refused === 2)
  broken = false
  for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.close()
  await until(() => store.connection.peek().phase !== 'live')
  store.reconnect()
  await until(() => store.rooms.get(room) !== undefined)
  expect(store.workspace.peek().name).toBe('Renamed')
  store.close()
})

test('who is in a room stays true while the list is read, and when one comes back to it', async () => {
  const path = await acme.room([acme.grace], 'Members')
  const room = Number(path.split('/').at(-1))
  const linus = `${path}/members/${acme.linus.userId}`
  const grace = `${path}/members/${acme.grace.userId}`
  let answered = false
  let hand: (() => void) | undefined
  const held = new Promise<void>((resolve) => {
    hand = resolve
  })
  const { id, token } = acme.grace
  const conclave = connect({
    url: server.url,
    token,
    fetch: async (url, init) => {
      const response = await fetch(url, init)
      if (!url.includes(`/${room}/members`) || answered) return response
      answered = true
      await held
      return response
    },
  })
  const store = new WorkspaceStore(conclave, await readSnapshot(conclave, 'acme'), id)
  const names = () => {
    const members = store.members.of(room).peek()
    return members?.map(({ user }) => user.username).toSorted()
  }
  const count = () => store.rooms.get(room)?.member_count
  names()
  await until(() => answered && store.connection.peek().phase === 'live')
  await acme.ada.api('PUT', linus)
  await until(() => count() === 3)
  hand?.()
  await until(() => names() !== undefined)
  expect(names()).toEqual(['ada', 'grace', 'linus'])

  await acme.ada.api('DELETE', grace)
  await until(() => count() === undefined)
  await acme.ada.api('DELETE', linus)
  await acme.ada.api('PUT', grace)
  await until(() => count() === 2 && names() !== undefined)
  expect(names()).toEqual(['ada', 'grace'])
  store.close()
})

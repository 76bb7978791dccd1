import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { deafSocket } from '../harness/deaf-socket.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { follow, type Received, type TestSocket } from '../harness/socket.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'
import { until } from '../harness/until.ts'

/* Who is told of what, and that nobody is told twice or not at all. */

let server: TestServer
let acme: Team
beforeAll(async () => {
  server = await startServer({ liveTimings: { grace: 100 } })
  acme = await team(server, 'acme')
})
afterAll(() => server.stop())

const on = (who: Teammate, after: string | null = null, { path } = acme) =>
  follow(server.url, path, who.token, after)
const roomOf = (path: string) => Number(path.split('/').at(-1))
const contents = (frames: readonly Received[]) =>
  frames.flatMap(
    ({ data }) => (data?.['message'] as { content?: string } | undefined)?.content ?? [],
  )

/** Messages of Ada's in one unit of work. */
async function write(room: string, all: readonly string[]): Promise<void> {
  await server.services.tenants.pool.write({ id: acme.tenant.id }, ({ messages }) => {
    for (const content of all) {
      messages.create({ room_id: roomOf(room), user_id: acme.ada.userId, content })
    }
  })
}

/** One of the metrics. */
async function figure(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(new RegExp(`^conclave_live_${name} (\\d+)$`, 'm').exec(text)?.[1])
}

/** Something that everybody in the room is told, after all that came before. */
async function mark(room: string, ...sockets: TestSocket[]): Promise<void> {
  const content = crypto.randomUUID()
  await acme.message(acme.ada, room, content)
  for (const socket of sockets) {
    await socket.next('message.created', (frame) => contents([frame])[0] === content)
  }
}

describe('who is told', () => {
  test('every device of everybody in the room, the author too, in one order', async () => {
    const room = await acme.room([acme.grace])
    const sockets = await Promise.all([on(acme.ada), on(acme.grace), on(acme.grace)])
    const sent = Array.from({ length: 20 }, (_, number) => `message ${number}`)
    await Promise.all(sent.map((content) => acme.message(acme.ada, room, content)))
    await mark(room, ...sockets)
    const [first = [], ...others] = sockets.map((socket) => socket.events().map(({ id }) => id))
    expect(new Set(first).size).toBe(first.length)
    for (const ids of others) expect(ids).toEqual(first)
    expect(
      contents(sockets[1]?.events() ?? [])
        .sort()
        .slice(-20),
    ).toEqual(sent.sort())
    for (const socket of sockets) socket.close()
  })

  test('nobody outside of the room, and nobody in another workspace', async () => {
    const other = await team(server, 'other')
    const elsewhere = await on(other.ada, null, other)
    const linus = await on(acme.linus)
    const ada = await on(acme.ada)
    const secret = await acme.room([acme.grace], 'Secret')
    const open = await acme.room([acme.linus], 'Open')
    await acme.message(acme.ada, secret, 'for your eyes only')
    await acme.ada.api('PATCH', secret, { topic: 'Quiet' })
    ada.send({ type: 'typing', room_id: roomOf(secret) })
    await mark(open, linus, ada)
    const about = linus.received.map(({ room_id }) => room_id)
    expect(about).not.toContain(roomOf(secret))
    expect(JSON.stringify(linus.received)).not.toContain('for your eyes')
    expect(elsewhere.received.filter(({ type }) => type !== 'presence')).toEqual([
      expect.objectContaining({ type: 'hello' }),
    ])
    for (const socket of [elsewhere, linus, ada]) socket.close()
  })

  test('a member from the moment they are added, and not from the moment they are removed', async () => {
    const room = await acme.room()
    const common = await acme.room([acme.grace])
    const socket = await on(acme.grace)
    await acme.message(acme.ada, room, 'before')
    await acme.ada.api('PUT', `${room}/members/${acme.grace.userId}`)
    await acme.message(acme.ada, room, 'while')
    await acme.ada.api('DELETE', `${room}/members/${acme.grace.userId}`)
    await acme.message(acme.ada, room, 'after')
    await mark(common, socket)
    const here = socket.events().filter(({ room_id }) => room_id === roomOf(room))
    expect(contents(here)).toEqual(['while'])
    expect(here.map(({ type }) => type)).toContain('member.added')
    expect(here.findLast(({ type }) => type === 'member.removed')?.data).toMatchObject({
      user_id: acme.grace.userId,
    })
    socket.close()
  })

  test('only the reader of what has been read, on all devices', async () => {
    const room = await acme.room([acme.grace])
    const [phone, desk, ada] = await Promise.all([on(acme.grace), on(acme.grace), on(acme.ada)])
    const message = await acme.message(acme.ada, room)
    await acme.grace.api('PUT', `${room}/read`, { message_id: roomOf(message) })
    for (const device of [phone, desk]) {
      expect(await device.next('read.moved')).toMatchObject({
        room_id: roomOf(room),
        data: { last_read_id: roomOf(message) },
      })
    }
    await mark(room, ada)
    expect(ada.events().map(({ type }) => type)).not.toContain('read.moved')
    for (const socket of [phone, desk, ada]) socket.close()
  })
})

describe('going on', () => {
  test('after a disconnect: what was missed and nothing twice', async () => {
    const room = await acme.room([acme.grace])
    const before = await on(acme.grace)
    await acme.message(acme.ada, room, 'seen')
    const { id = '' } = await before.next(
      'message.created',
      (frame) => contents([frame])[0] === 'seen',
    )
    before.close()
    await before.closed
    const missed = Array.from({ length: 250 }, (_, number) => `missed ${number}`)
    for (const content of missed) await acme.message(acme.ada, room, content)
    const after = await on(acme.grace, id)
    await after.next('message.created', (frame) => contents([frame])[0] === missed.at(-1))
    const live = ['live 1', 'live 2']
    for (const content of live) await acme.message(acme.ada, room, content)
    await after.next('message.created', (frame) => contents([frame])[0] === 'live 2')
    expect(contents(after.events())).toEqual([...missed, ...live])
    after.close()
  })

  test('behind many events of one commit, all of which are told without another one', async () => {
    const room = await acme.room([acme.grace])
    const socket = await on(acme.grace)
    const all = Array.from({ length: 250 }, (_, number) => `together ${number}`)
    await write(room, all)
    await socket.next('message.created', (frame) => contents([frame])[0] === all.at(-1))
    expect(contents(socket.events())).toEqual(all)
    socket.close()
  })

  test.each([
    { others: false, name: 'alone' },
    { others: true, name: 'while others are told' },
  ])(
    '$name: what is written while old events wait for the client is told, too',
    async ({ others }) => {
      const room = await acme.room([acme.grace])
      const start = await on(acme.grace)
      start.close()
      await start.closed
      // More than the system buffers, and less than is read at once.
      await write(
        room,
        Array.from({ length: 80 }, (_, number) => `${number}`.padEnd(150_000, 'x')),
      )
      const ada = others ? await on(acme.ada) : undefined
      const told = await figure('deliveries_total')
      const cursor = start.received[0]?.cursor
      const slow = await deafSocket(server.url, acme.path, acme.grace.token, cursor)
      await until(async () => (await figure('deliveries_total')) >= told + 80)
      const times = await figure('lag_seconds_count')
      await acme.message(acme.ada, room, 'the last word')
      await until(async () => (await figure('lag_seconds_count')) > times)
      slow.socket.resume()
      await until(() => slow.received().includes('the last word'))
      slow.socket.destroy()
      ada?.close()
    },
  )

  test('while others write: whoever comes at any moment misses nothing', async () => {
    const room = await acme.room([acme.grace])
    const start = await on(acme.grace)
    const cursor = start.received[0]?.cursor ?? ''
    const sent = Array.from({ length: 120 }, (_, number) => `message ${number}`)
    const writing = (async () => {
      for (const content of sent) await acme.message(acme.ada, room, content)
    })()
    const sockets: TestSocket[] = [start]
    for (let count = 0; count < 12; count += 1) {
      sockets.push(await on(acme.grace, cursor))
      await Bun.sleep(5)
    }
    await writing
    await mark(room, ...sockets)
    for (const socket of sockets) {
      expect(contents(socket.events()).slice(0, -1)).toEqual(sent)
      socket.close()
    }
  })

  test('4409 for another epoch, the future, and what is no cursor', async () => {
    const ada = await on(acme.ada)
    const [epoch, seq] = (ada.received[0]?.cursor ?? '').split('.')
    for (const after of [`${Number(epoch) + 1}.${seq}`, `${epoch}.${Number(seq) + 99}`, 'x', '']) {
      const socket = follow(server.url, acme.path, acme.ada.token, after)
      expect(socket).rejects.toThrow('4409')
    }
    ada.close()
  })
})

describe('presence', () => {
  test('from the first device on, to the last one', async () => {
    const ada = await on(acme.ada)
    const of = (userId: string) => (frame: Received) => {
      const { online = [], offline = [] } = (frame.data ?? {}) as Record<string, string[]>
      return online.includes(userId) || offline.includes(userId)
    }
    const mine = of(acme.linus.userId)
    const first = await on(acme.linus)
    expect((await ada.next('presence', mine)).data).toMatchObject({ offline: [] })
    const second = await on(acme.linus)
    expect(second.received[0]?.present).toContain(acme.linus.userId)
    expect(second.received[0]?.present).toContain(acme.ada.userId)
    first.close()
    await first.closed
    second.close()
    expect((await ada.next('presence', mine)).data).toMatchObject({ online: [] })
    expect(ada.received.filter(mine)).toHaveLength(2)
    expect((await on(acme.ada)).received[0]?.present).not.toContain(acme.linus.userId)
    ada.close()
  })
})

describe('typing', () => {
  test('is told to the others in the room, and seldom', async () => {
    const room = await acme.room([acme.grace])
    const [ada, grace, tablet] = await Promise.all([on(acme.ada), on(acme.grace), on(acme.grace)])
    for (let count = 0; count < 5; count += 1) {
      grace.send({ type: 'typing', room_id: roomOf(room) })
    }
    expect(await ada.next('typing')).toEqual({
      type: 'typing',
      room_id: roomOf(room),
      data: { user_id: acme.grace.userId },
    })
    await mark(room, ada, grace, tablet)
    const heard = (socket: TestSocket) => socket.received.filter(({ type }) => type === 'typing')
    expect([ada, grace, tablet].map((socket) => heard(socket).length)).toEqual([1, 0, 0])
    for (const socket of [ada, grace, tablet]) socket.close()
  })

  test('in a room that one is not in is told to nobody', async () => {
    const room = await acme.room()
    const common = await acme.room([acme.linus])
    const [ada, linus] = await Promise.all([on(acme.ada), on(acme.linus)])
    linus.send({ type: 'typing', room_id: roomOf(room) })
    linus.send({ type: 'typing', room_id: 4_711 })
    linus.send({ type: 'typing', room_id: roomOf(common) })
    expect(await ada.next('typing')).toMatchObject({ room_id: roomOf(common) })
    expect(ada.received.filter(({ type }) => type === 'typing')).toHaveLength(1)
    for (const socket of [ada, linus]) socket.close()
  })
})

describe('rights that end', () => {
  test('4401 when the session is revoked, for all devices of it and no others', async () => {
    const { auth } = server.services
    const [ended, kept] = [
      await server.person(acme.linus.email),
      await server.person(acme.linus.email),
    ]
    const sockets = [ended, ended, kept].map(({ token }) => follow(server.url, acme.path, token))
    const [first, second, third] = await Promise.all(sockets)
    const session = auth.authority.authenticate(ended.token).credential.id
    await auth.database.write(() => auth.sessions.revoke(session, ended.id))
    for (const socket of [first, second]) {
      expect(await socket?.closed).toEqual({ code: 4401, reason: 'invalid_token' })
    }
    const room = await acme.room([acme.linus])
    if (third) await mark(room, third)
    third?.close()
  })

  test('4401 when a token expires', async () => {
    const { token } = await server.person(acme.linus.email, {
      expiresAt: new Date(Date.now() + 700),
    })
    const socket = await follow(server.url, acme.path, token)
    expect(await socket.closed).toMatchObject({ code: 4401 })
  })

  test('4403 when one is removed from the workspace, and nothing is told after that', async () => {
    const { ada, grace, path } = await team(server, 'small')
    const { body: room } = await ada.api<{ id: number }>('POST', `${path}/rooms`, {
      name: 'Open',
      type: 'group',
    })
    await ada.api('PUT', `${path}/rooms/${room.id}/members/${grace.userId}`)
    const socket = await follow(server.url, path, grace.token)
    await ada.api('DELETE', `${path}/users/${grace.userId}`)
    await ada.api('POST', `${path}/rooms/${room.id}/messages`, { content: 'now that she is gone' })
    expect(await socket.closed).toEqual({ code: 4403, reason: 'removed_from_workspace' })
    expect(JSON.stringify(socket.received)).not.toContain('now that')
  })

  test('nothing is told to whoever was removed, however soon after that it happens', async () => {
    const { ada, grace, path, tenant } = await team(server, 'sudden')
    const { auth } = server.services
    for (let round = 0; round < 5; round += 1) {
      await server.addMember(tenant, grace)
      const socket = await follow(server.url, path, grace.token)
      await auth.database.write(() => auth.memberships.remove(tenant.id, grace.id))
      await ada.api('PATCH', `${path}/users/${ada.userId}`, { name: `Ada ${round}` })
      expect(await socket.closed).toMatchObject({ code: 4403 })
      expect(JSON.stringify(socket.received)).not.toContain(`Ada ${round}`)
    }
  })

  test('4404 when the workspace is deleted', async () => {
    const { ada, path } = await team(server, 'short-lived')
    const socket = await follow(server.url, path, ada.token)
    await ada.api('DELETE', path)
    expect(await socket.closed).toMatchObject({ code: 4404 })
  })
})

test('1013 for whoever does not keep up; the others are told', async () => {
  const room = await acme.room([acme.grace])
  const { socket, received } = await deafSocket(server.url, acme.path, acme.grace.token)
  const ada = await on(acme.ada)
  socket.pause()
  // What the system buffers comes on top of our megabyte.
  for (let count = 0; count < 100 && (await figure('slow_consumers_total')) === 0; count += 1) {
    await write(
      room,
      Array.from({ length: 50 }, () => 'x'.repeat(4_000)),
    )
    await mark(room, ada)
  }
  socket.resume()
  await new Promise((resolve) => socket.once('close', resolve))
  expect(received().subarray(-17)).toEqual(
    Buffer.concat([Buffer.from([0x88, 15, 0x03, 0xf5]), Buffer.from('slow_consumer')]),
  )
  ada.close()
})

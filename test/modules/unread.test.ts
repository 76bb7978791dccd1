import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { RoomOverview } from '../../src/http/room-overview.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

let made = 0
function newTeam(): Promise<Team> {
  made += 1
  return team(server, `unread-${made}`)
}
const idOf = (path: string): number => Number(path.split('/').at(-1))

interface Marker {
  readonly last_read_message_id: number
  readonly unread_count: number
  readonly mention_count: number
}

async function roomsOf({ path }: Team, { api }: Team['ada']): Promise<readonly RoomOverview[]> {
  const { body } = await api<{ rooms: RoomOverview[] }>('GET', `${path}/rooms?limit=100`)
  return body.rooms
}

describe('the read marker', () => {
  test('moves forward only, and not beyond what is there', async () => {
    const { ada, grace, room: make, message } = await newTeam()
    const room = await make([grace])
    const ids: number[] = []
    for (let number = 0; number < 3; number += 1) ids.push(idOf(await message(ada, room)))
    const read = async (message_id: number) =>
      (await grace.api<Marker>('PUT', `${room}/read`, { message_id })).body
    const [, second = 0, third = 0] = ids
    expect(await read(second)).toMatchObject({ last_read_message_id: second, unread_count: 1 })
    expect(await read(1)).toMatchObject({ last_read_message_id: second, unread_count: 1 })
    expect(await read(10 ** 12)).toEqual({
      last_read_message_id: third,
      unread_count: 0,
      mention_count: 0,
    })
    await message(ada, room)
    expect(await read(third)).toMatchObject({ unread_count: 1 })
  })

  test('moves with what one writes oneself', async () => {
    const acme = await newTeam()
    const { ada, grace, message } = acme
    const room = await acme.room([grace])
    await message(ada, room)
    const own = await message(grace, room)
    expect(await roomsOf(acme, grace)).toMatchObject([
      { unread_count: 0, last_read_message_id: idOf(own), last_message: { id: idOf(own) } },
    ])
    // Ada has written before, and not seen this one.
    expect(await roomsOf(acme, ada)).toMatchObject([{ unread_count: 1 }])
  })

  test.each([{}, { message_id: 0 }, { message_id: '1' }, { message_id: 1.5 }, { id: 1 }])(
    'is refused with %j',
    async (body) => {
      const { ada, room: make } = await newTeam()
      expect((await ada.api('PUT', `${await make()}/read`, body)).status).toBe(422)
    },
  )

  test('is nobody else’s: outside of the room there is none', async () => {
    const acme = await newTeam()
    const room = await acme.room()
    const before = await acme.contents()
    expect((await acme.linus.api('PUT', `${room}/read`, { message_id: 1 })).status).toBe(404)
    expect(await acme.contents()).toEqual(before)
  })
})

test('counts end at 100, which means that many or more', async () => {
  const acme = await newTeam()
  const { ada, grace } = acme
  const room = await acme.room([grace])
  await server.services.tenants.pool.write({ id: acme.tenant.id }, (db) => {
    for (let number = 0; number < 130; number += 1) {
      db.messages.create({ room_id: idOf(room), user_id: ada.userId, content: '@grace' })
    }
  })
  expect(await roomsOf(acme, grace)).toMatchObject([{ unread_count: 100, mention_count: 100 }])
})

test('the list shows the newest message of each room, and the rooms in that order', async () => {
  const acme = await newTeam()
  const { ada, grace, message, path } = acme
  const quiet = await acme.room([grace], 'Quiet')
  const busy = await acme.room([grace], 'Busy')
  const direct = await grace.api('PUT', `${path}/direct-rooms/${ada.userId}`)
  await message(ada, quiet, 'first')
  await message(ada, busy, 'second')
  const last = await message(grace, busy, `third ${'x'.repeat(300)}`)
  const gone = await message(ada, quiet, 'deleted')
  await ada.api('DELETE', gone)
  await ada.api('PATCH', quiet, { topic: 'A notice is no message' })
  expect(await roomsOf(acme, grace)).toMatchObject([
    {
      name: 'Busy',
      member_count: 2,
      role: 'member',
      last_message: {
        id: idOf(last),
        content: `third ${'x'.repeat(194)}`,
        user: { username: 'grace' },
      },
      with: null,
    },
    { name: 'Quiet', unread_count: 1, last_message: { content: 'first' } },
    {
      id: idOf(direct.headers.get('location') ?? ''),
      last_message: null,
      with: { username: 'ada' },
    },
  ])
})

type Step =
  | { readonly do: 'post' | 'mention' | 'read' | 'leave' | 'join'; who: number; room: number }
  | { readonly do: 'delete'; who: number; room: number; nth: number }

/** What the counts have to be, in the plainest way: for each room a list, for each person a marker. */
class Model {
  readonly rooms = [0, 1].map(() => ({
    said: [] as { id: number; by: number; mentions: number[]; deleted: boolean }[],
    markers: new Map<number, number>([[0, 0]]),
  }))

  unread(who: number): [unread: number, mentions: number][] {
    return this.rooms.map(({ said, markers }) => {
      const marker = markers.get(who)
      if (marker === undefined) return [0, 0]
      const found = said.filter(({ id, deleted }) => id > marker && !deleted)
      return [found.length, found.filter(({ mentions }) => mentions.includes(who)).length]
    })
  }
}

test('whatever people do, the counts are those of a plain model', async () => {
  const person = fc.integer({ min: 0, max: 2 })
  const room = fc.integer({ min: 0, max: 1 })
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constantFrom('post', 'mention'), who: person, room }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom('read', 'leave', 'join', 'join'),
        who: person,
        room,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('delete'), who: person, room, nth: fc.nat(9) }),
    },
  ) as fc.Arbitrary<Step>

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const acme = await newTeam()
      const people = [acme.ada, acme.grace, acme.linus]
      const names = ['ada', 'grace', 'linus']
      const paths: string[] = []
      for (let number = 0; number < 2; number += 1) {
        const settings = { name: `Room ${number}`, type: 'group', visibility: 'public' }
        const { headers } = await acme.ada.api('POST', `${acme.path}/rooms`, settings)
        paths.push(headers.get('location') ?? '')
      }
      const model = new Model()
      for (const one of steps) {
        const { who } = one
        const me = people[who]
        const path = paths[one.room]
        const known = model.rooms[one.room]
        if (me === undefined || path === undefined || known === undefined) continue
        const inside = known.markers.has(who)
        if (one.do === 'join' && !inside) {
          await me.api('PUT', `${path}/members/me`)
          known.markers.set(who, known.said.at(-1)?.id ?? 0)
        } else if (one.do === 'leave' && inside && who !== 0) {
          await me.api('DELETE', `${path}/members/me`)
          known.markers.delete(who)
        } else if ((one.do === 'post' || one.do === 'mention') && inside) {
          const whom = (who + 1) % 3
          const content = one.do === 'post' ? 'x' : `@${names[whom]}`
          const id = idOf(await acme.message(me, path, content))
          const mentions = one.do === 'mention' && known.markers.has(whom) ? [whom] : []
          known.said.push({ id, by: who, mentions, deleted: false })
          known.markers.set(who, id)
        } else if (one.do === 'read' && inside) {
          const id = known.said.at(-1)?.id ?? 0
          if (id === 0) continue
          await me.api('PUT', `${path}/read`, { message_id: id })
          known.markers.set(who, Math.max(known.markers.get(who) ?? 0, id))
        } else if (one.do === 'delete' && inside) {
          const message = known.said.filter(({ by, deleted }) => by === who && !deleted)[one.nth]
          if (message === undefined) continue
          await me.api('DELETE', `${path}/messages/${message.id}`)
          message.deleted = true
        }
      }
      for (const [who, me] of people.entries()) {
        const expected = model.unread(who)
        const listed = await roomsOf(acme, me)
        for (const [number, path] of paths.entries()) {
          const found = listed.find(({ id }) => id === idOf(path))
          expect([found?.unread_count ?? 0, found?.mention_count ?? 0]).toEqual(
            expected[number] ?? [0, 0],
          )
        }
        const sum = (index: 0 | 1) => expected.reduce((total, pair) => total + pair[index], 0)
        expect((await me.api('GET', `${acme.path}/unread`)).body).toEqual({
          unread_count: sum(0),
          mention_count: sum(1),
        })
      }
    }),
    { numRuns: 25 },
  )
})

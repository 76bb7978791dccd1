import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Message } from '../../src/http/message.ts'
import type { MentionList } from '../../src/modules/mentions/schema.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'

let server: TestServer
let acme: Team
let room = ''
let workspaces = 0
beforeAll(async () => {
  server = await startServer()
})
beforeEach(async () => {
  workspaces += 1
  acme = await team(server, `acme-${workspaces}`)
  room = await acme.room([acme.grace])
})
afterAll(() => server.stop())

async function send(content: string, by: Teammate = acme.ada): Promise<Message> {
  return (await by.api<Message>('POST', `${room}/messages`, { content })).body
}

async function mentioning(who: Teammate, query = '') {
  const { body } = await who.api<MentionList>('GET', `${acme.path}/mentions${query}`)
  return { texts: body.messages.map(({ content }) => content), next: body.next_cursor }
}

describe('a message', () => {
  test('names the members of the room whom it mentions', async () => {
    const { ada, grace } = acme
    const sent = await send('morning, @Grace. Where is @linus? And @nobody? (says @ada)')
    expect(sent.mentions).toEqual([grace.userId])
    expect(await mentioning(grace)).toEqual({ texts: [sent.content], next: null })
    for (const other of [ada, acme.linus]) {
      expect(await mentioning(other)).toEqual({ texts: [], next: null })
    }
  })

  test('mentions with @room whoever is in it, but its author', async () => {
    await acme.ada.api('PUT', `${room}/members/${acme.linus.userId}`)
    const { mentions } = await send('lunch, @room!', acme.grace)
    expect(mentions.sort()).toEqual([acme.ada.userId, acme.linus.userId].sort())
    expect(await mentioning(acme.linus)).toEqual({ texts: ['lunch, @room!'], next: null })
  })

  test('mentions nobody with @room where more than 100 are in it', async () => {
    const id = Number(room.split('/').at(-1))
    await server.services.tenants.pool.write({ id: acme.tenant.id }, (db) => {
      for (let number = 0; number < 98; number += 1) {
        db.roomMembers.addMember(id, db.users.create({ name: `${number}` }).id)
      }
    })
    expect((await send('@room')).mentions).toHaveLength(99)
    await acme.ada.api('PUT', `${room}/members/${acme.linus.userId}`)
    expect((await send('@room and @grace')).mentions).toEqual([acme.grace.userId])
  })

  test('mentions after an edit whom the new text does', async () => {
    await acme.ada.api('PUT', `${room}/members/${acme.linus.userId}`)
    const { id } = await send('@grace')
    const path = `${room}/messages/${id}`
    const edited = await acme.ada.api<Message>('PATCH', path, { content: '@linus' })
    expect(edited.body.mentions).toEqual([acme.linus.userId])
    expect(await mentioning(acme.grace)).toEqual({ texts: [], next: null })
    expect(await mentioning(acme.linus)).toEqual({ texts: ['@linus'], next: null })
  })

  test('mentions nobody once it is deleted', async () => {
    const { id } = await send('@grace')
    const path = `${room}/messages/${id}`
    await acme.ada.api('DELETE', path)
    expect((await acme.ada.api<Message>('GET', path)).body.mentions).toEqual([])
    expect(await mentioning(acme.grace)).toEqual({ texts: [], next: null })
  })
})

describe('GET mentions', () => {
  test('pages back through all rooms', async () => {
    const other = await acme.room([acme.grace])
    for (let number = 0; number < 5; number += 1) {
      const where = number % 2 === 0 ? room : other
      await acme.message(acme.ada, where, `${number} for @grace`)
      await acme.message(acme.ada, where, `${number} for nobody`)
    }
    const seen: (string | null)[] = []
    let next: number | null = null
    do {
      const page = await mentioning(acme.grace, `?limit=2${next === null ? '' : `&before=${next}`}`)
      seen.push(...page.texts)
      next = page.next
    } while (next !== null)
    expect(seen).toEqual([4, 3, 2, 1, 0].map((number) => `${number} for @grace`))
  })

  test('shows only rooms that one is still in', async () => {
    await send('@grace, hello')
    const member = `${room}/members/${acme.grace.userId}`
    await acme.ada.api('DELETE', member)
    expect(await mentioning(acme.grace)).toEqual({ texts: [], next: null })
    await acme.ada.api('PUT', member)
    expect(await mentioning(acme.grace)).toEqual({ texts: ['@grace, hello'], next: null })
  })

  test('refuses another order', async () => {
    expect((await acme.grace.api('GET', `${acme.path}/mentions?after=1`)).status).toBe(422)
  })
})

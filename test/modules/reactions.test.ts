import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Message, Reaction } from '../../src/http/message.ts'
import type { MessageList } from '../../src/http/message-list.ts'
import type { ReactorList } from '../../src/modules/reactions/schema.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'

let server: TestServer
let acme: Team
let room = ''
/** A message of Ada's that nobody has reacted to. */
let path = ''
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  room = await acme.room([acme.grace, acme.linus])
})
beforeEach(async () => {
  path = await acme.message(acme.ada, room)
})
afterAll(() => server.stop())

function react(who: Teammate, emoji: string, method = 'PUT') {
  return who.api(method, `${path}/reactions/${encodeURIComponent(emoji)}`)
}

async function seenBy(who: Teammate): Promise<readonly Reaction[]> {
  return (await who.api<Message>('GET', path)).body.reactions
}

describe('PUT and DELETE reactions', () => {
  test('count people, once each, in the order in which the emoji came up', async () => {
    const { ada, grace } = acme
    for (const emoji of ['🎉', '👍', '🎉']) expect((await react(ada, emoji)).status).toBe(204)
    await react(grace, '👍')
    expect(await seenBy(ada)).toEqual([
      { emoji: '🎉', count: 1, me: true },
      { emoji: '👍', count: 2, me: true },
    ])
    expect((await seenBy(grace)).map(({ me }) => me)).toEqual([false, true])
    for (let time = 0; time < 2; time += 1) {
      expect((await react(ada, '🎉', 'DELETE')).status).toBe(204)
    }
    expect(await seenBy(ada)).toEqual([{ emoji: '👍', count: 2, me: true }])
  })

  test('take the spellings of an emoji for one', async () => {
    await react(acme.ada, '❤')
    await react(acme.grace, '❤️')
    expect(await seenBy(acme.linus)).toEqual([{ emoji: '❤️', count: 2, me: false }])
  })

  test('know no other texts', async () => {
    const before = await acme.contents()
    for (const text of ['a', '👍👍', ':+1:', ' ']) {
      expect(await react(acme.ada, text)).toMatchObject({ status: 404 })
    }
    expect(await acme.contents()).toEqual(before)
  })

  test('bound how many different ones a message has', async () => {
    const animals = Array.from({ length: 51 }, (_, number) =>
      String.fromCodePoint(0x1f400 + number),
    )
    const statuses = await Promise.all(
      animals.map(async (emoji) => (await react(acme.ada, emoji)).status),
    )
    expect(statuses.filter((status) => status === 204)).toHaveLength(50)
    expect(statuses.filter((status) => status === 409)).toHaveLength(1)
    const [first = ''] = (await seenBy(acme.ada)).map(({ emoji }) => emoji)
    expect((await react(acme.grace, first)).status).toBe(204)
    const tooMany = await react(acme.grace, '👍')
    expect(tooMany).toMatchObject({ status: 409, body: { code: 'too_many_emoji' } })
    await react(acme.ada, animals.find((emoji) => emoji !== first) ?? '', 'DELETE')
    expect((await react(acme.grace, '👍')).status).toBe(204)
  })

  test('end with the message', async () => {
    await react(acme.grace, '👍')
    await acme.ada.api('DELETE', path)
    expect(await seenBy(acme.grace)).toEqual([])
    const late = await react(acme.grace, '👍')
    expect(late).toMatchObject({ status: 409, body: { code: 'message_deleted' } })
    const contents = await acme.contents()
    const id = Number(path.split('/').at(-1))
    expect(contents['message_reactions']?.filter((row) => row['message_id'] === id)).toEqual([])
    expect((await react(acme.grace, '👍', 'DELETE')).status).toBe(204)
  })

  test('are a new version of the message, and no obstacle to an edit by revision', async () => {
    const etag = (await acme.ada.api('GET', path)).headers.get('etag') ?? ''
    await react(acme.grace, '👍')
    const headers = { 'if-match': etag }
    const content = 'edited'
    expect((await acme.ada.api('PATCH', path, { content }, { headers })).status).toBe(412)
    expect((await acme.ada.api('PATCH', path, { content, revision: 1 })).status).toBe(200)
    expect(await seenBy(acme.grace)).toHaveLength(1)
  })
})

test('who reacted is listed in pages', async () => {
  const { ada, grace, linus } = acme
  for (const who of [ada, grace, linus]) await react(who, '👍')
  const list = `${path}/reactions/${encodeURIComponent('👍')}`
  const seen: string[] = []
  let after = ''
  for (;;) {
    const { body } = await ada.api<ReactorList>('GET', `${list}?limit=2${after}`)
    seen.push(...body.reactors.map(({ user }) => user.id))
    if (body.next_cursor === null) break
    after = `&after=${body.next_cursor}`
  }
  expect(seen).toEqual([ada, grace, linus].map(({ userId }) => userId).sort())
  const none = await ada.api<ReactorList>('GET', `${path}/reactions/${encodeURIComponent('🎉')}`)
  expect(none.body).toEqual({ reactors: [], next_cursor: null })
})

test('whatever people do, counts agree with who is listed', async () => {
  const { ada, grace, linus } = acme
  const people = [ada, grace, linus]
  const deed = fc.record({
    who: fc.nat(2),
    emoji: fc.constantFrom('👍', '🎉', '❤️'),
    method: fc.constantFrom('PUT', 'DELETE'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 12 }), async (deeds) => {
      path = await acme.message(ada, room)
      const expected = new Map<string, Set<string>>()
      for (const { who, emoji, method } of deeds) {
        const person = people[who] ?? ada
        const chosen = expected.get(emoji) ?? new Set()
        // An emoji that was given up and comes back is the latest.
        if (chosen.size === 0) expected.delete(emoji)
        expected.set(emoji, chosen)
        if (method === 'PUT') chosen.add(person.userId)
        else chosen.delete(person.userId)
        await react(person, emoji, method)
      }
      const { body } = await grace.api<MessageList>('GET', `${room}/messages?limit=1`)
      const shown = [...expected].filter(([, chosen]) => chosen.size > 0)
      expect(body.messages[0]?.reactions).toEqual(
        shown.map(([emoji, chosen]) => ({
          emoji,
          count: chosen.size,
          me: chosen.has(grace.userId),
        })),
      )
    }),
    { numRuns: 25 },
  )
})

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Message } from '../../src/http/message.ts'
import type { MessageList } from '../../src/http/message-list.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer
let acme: Team
/** A room of Ada's with Grace in it. */
let room = ''
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  room = await acme.room([acme.grace])
})
afterAll(() => server.stop())

const idOf = (path: string) => Number(path.split('/').at(-1))

describe('POST messages', () => {
  test('answers with the message as it is read back', async () => {
    const { grace, ada } = acme
    const sent = await grace.api<Message>('POST', `${room}/messages`, {
      content: 'Hello, world!',
      type: 'text',
    })
    expect(sent.status).toBe(201)
    expect(sent.body).toEqual({
      id: sent.body.id,
      room_id: idOf(room),
      type: 'text',
      content: 'Hello, world!',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      edited_at: null,
      deleted_at: null,
      revision: 1,
      reply_to_id: null,
      reply_count: 0,
      mentions: [],
      reactions: [],
      file: null,
      user: { id: grace.userId, username: 'grace', name: 'grace', avatar_url: null },
      notice: null,
    } as never)
    const path = sent.headers.get('location') ?? ''
    expect(path).toBe(`${room}/messages/${sent.body.id}`)
    const read = await ada.api('GET', path)
    expect([read.status, read.body]).toEqual([200, sent.body])
    expect(read.headers.get('etag')).toBe(sent.headers.get('etag'))
  })

  test('is in another room unknown, even to whoever is in both', async () => {
    const { ada, message } = acme
    const path = await message(ada, room)
    const other = await acme.room()
    const elsewhere = `${other}/messages/${idOf(path)}`
    for (const answer of [
      await ada.api('GET', elsewhere),
      await ada.api('PATCH', elsewhere, { content: 'x' }),
      await ada.api('DELETE', elsewhere),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'message_not_found' } })
    }
    expect((await ada.api('GET', path)).body).toMatchObject({ content: 'Hello, world!' })
  })

  test('images and files are for later', async () => {
    for (const type of ['image', 'file', 'video', null]) {
      const { status } = await acme.ada.api('POST', `${room}/messages`, { content: 'x', type })
      expect(status).toBe(422)
    }
  })
})

describe('GET messages', () => {
  const total = 12
  let long = ''
  let ids: number[] = []
  beforeAll(async () => {
    long = await acme.room()
    const other = await acme.room()
    for (let number = 0; number < total; number += 1) {
      await acme.message(acme.ada, other, 'not in this room')
      ids.push(idOf(await acme.message(acme.ada, long, `message ${number}`)))
    }
    ids = ids.reverse()
  })

  async function page(query: string) {
    const { body, status } = await acme.ada.api<MessageList>('GET', `${long}/messages?${query}`)
    expect(status).toBe(200)
    return {
      ids: body.messages.map(({ id }) => id),
      next: body.next_cursor,
      prev: body.prev_cursor,
    }
  }

  test('without a cursor are the newest, newest first', async () => {
    expect(await page('')).toEqual({ ids, next: null, prev: null })
    expect(await page('limit=5')).toEqual({ ids: ids.slice(0, 5), next: ids[4] ?? 0, prev: null })
    expect(await page(`limit=${total}`)).toEqual({ ids, next: null, prev: null })
  })

  test.each([1, 5, 6, 12, 100])(
    'next_cursor leads to the oldest and prev_cursor back, %d at a time',
    async (limit) => {
      let back: number[] = []
      let last = await page(`limit=${limit}`)
      back.push(...last.ids)
      while (last.next !== null) {
        last = await page(`limit=${limit}&before=${last.next}`)
        expect(last.ids).not.toEqual([])
        back.push(...last.ids)
      }
      expect(back).toEqual(ids)
      back = [...last.ids]
      while (last.prev !== null) {
        last = await page(`limit=${limit}&after=${last.prev}`)
        expect(last.ids).not.toEqual([])
        back.unshift(...last.ids)
      }
      expect(back).toEqual(ids)
    },
  )

  test('around a message give both directions', async () => {
    const middle = ids[6] ?? 0
    const found = await page(`limit=5&around=${middle}`)
    expect(found.ids).toContain(middle)
    expect(found).toEqual({
      ids: ids.slice(4, 9),
      next: ids[8] ?? 0,
      prev: ids[4] ?? 0,
    })
    expect(await page(`around=${middle}`)).toEqual({ ids, next: null, prev: null })
  })

  test('a short page forwards leads back', async () => {
    const found = await page(`limit=5&after=${ids[2]}`)
    expect(found).toEqual({ ids: ids.slice(0, 2), next: ids[1] ?? 0, prev: null })
  })

  test('an empty page at an end still leads back', async () => {
    const newest = ids[0] ?? 0
    const oldest = ids.at(-1) ?? 0
    const behind = await page(`after=${newest}`)
    expect(behind).toMatchObject({ ids: [], prev: null })
    expect((await page(`before=${behind.next}`)).ids).toEqual(ids)
    const ahead = await page(`before=${oldest}`)
    expect(ahead).toMatchObject({ ids: [], next: null })
    expect((await page(`after=${ahead.prev}`)).ids).toEqual(ids)
    const first = await page('before=1')
    expect((await page(`after=${first.prev}`)).ids).toEqual(ids)
    const most = Number.MAX_SAFE_INTEGER
    expect((await page(`before=${(await page(`after=${most}`)).next}`)).ids).toEqual(ids)
    expect((await page(`around=${most}&limit=2`)).ids).toEqual(ids.slice(0, 2))
  })

  test('of a room without any are an end in both directions', async () => {
    const empty = await acme.room()
    for (const query of ['', 'before=1', 'after=0', 'around=7']) {
      const { body } = await acme.ada.api('GET', `${empty}/messages?${query}`)
      expect(body).toEqual({ messages: [], next_cursor: null, prev_cursor: null })
    }
  })

  test.each([
    'before=3&after=1',
    'before=3&around=3',
    'after=1&around=2',
    'before=1&after=1&around=1',
  ])('refuse two cursors: ?%s', async (query) => {
    const answer = await acme.ada.api('GET', `${long}/messages?${query}`)
    expect(answer).toMatchObject({ status: 400, body: { code: 'exclusive_cursors' } })
  })

  test.each([
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=1.5',
    'limit=x',
    'limit=',
    'before=0',
    'before=-1',
    'before=0x1',
    'after=9007199254740992',
    'around=abc',
    'offset=10',
  ])('refuse ?%s', async (query) => {
    expect((await acme.ada.api('GET', `${long}/messages?${query}`)).status).toBe(422)
  })
})

describe('one message', () => {
  test('is 304 to whoever has this version', async () => {
    const { ada, message } = acme
    const path = await message(ada, room)
    const etag = (await ada.api('GET', path)).headers.get('etag') ?? ''
    for (const header of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const headers = { 'if-none-match': header }
      const answer = await ada.api('GET', path, undefined, { headers })
      expect([answer.status, answer.body]).toEqual([304, null])
    }
    await ada.api('PATCH', path, { content: 'edited' })
    const headers = { 'if-none-match': etag }
    expect((await ada.api('GET', path, undefined, { headers })).status).toBe(200)
  })

  test('changes its ETag when its author has another name, which it shows', async () => {
    const { ada, message, tenant } = acme
    const path = await message(ada, room)
    const etag = (await ada.api('GET', path)).headers.get('etag')
    await server.services.tenants.pool.write({ id: tenant.id }, (db) =>
      db.users.update(ada.userId, { name: 'Ada L.' }),
    )
    const renamed = await ada.api('GET', path)
    expect(renamed.body).toMatchObject({ user: { name: 'Ada L.' } })
    expect(renamed.headers.get('etag')).not.toBe(etag)
  })

  test('outlives its author', async () => {
    const { ada, grace, message, tenant } = acme
    const path = await message(grace, room, 'still here')
    const id = idOf(path)
    await server.services.tenants.pool.write({ id: tenant.id }, (db) =>
      db.sql.prepare('UPDATE messages SET user_id = NULL WHERE id = ?').run(id),
    )
    expect((await ada.api('GET', path)).body).toMatchObject({ content: 'still here', user: null })
    expect((await grace.api('PATCH', path, { content: 'mine' })).status).toBe(403)
    expect((await ada.api('DELETE', path)).status).toBe(204)
  })
})

describe('PATCH messages', () => {
  test('is for the author, and says when', async () => {
    const { ada, grace, message } = acme
    const path = await message(grace, room)
    const before = (await grace.api<Message>('GET', path)).body
    const edited = await grace.api<Message>('PATCH', path, { content: 'Hello again' })
    expect(edited.status).toBe(200)
    expect(edited.body).toEqual({
      ...before,
      content: 'Hello again',
      edited_at: expect.stringMatching(/Z$/),
      revision: 2,
    } as never)
    expect((await ada.api('GET', path)).body).toEqual(edited.body)
    const refused = await ada.api('PATCH', path, { content: 'an admin is no author' })
    expect(refused.status).toBe(403)
    expect((await ada.api('GET', path)).body).toEqual(edited.body)
  })

  test('with If-Match lets one of many edits through', async () => {
    const { ada, message } = acme
    const path = await message(ada, room)
    const headers = { 'if-match': (await ada.api('GET', path)).headers.get('etag') ?? '' }
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        ada.api('PATCH', path, { content: `edit ${number}` }, { headers }),
      ),
    )
    const won = answers.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(9)
    expect((await ada.api('GET', path)).body).toEqual(won[0]?.body)
  })

  test('with a revision is refused once another edit came in between', async () => {
    const { ada, grace, message } = acme
    const path = await message(ada, room)
    await grace.api('POST', `${room}/messages`, { content: 'a reply', reply_to_id: idOf(path) })
    const first = await ada.api('PATCH', path, { content: 'mine', revision: 1 })
    expect(first).toMatchObject({ status: 200, body: { revision: 2, content: 'mine' } })
    const late = await ada.api('PATCH', path, { content: 'too late', revision: 1 })
    expect(late).toMatchObject({ status: 412, body: { code: 'precondition_failed' } })
    expect((await ada.api('GET', path)).body).toEqual(first.body)
  })

  test('to the same text is no edit', async () => {
    const { ada, message } = acme
    const path = await message(ada, room, 'as it is')
    const before = await acme.contents()
    const same = await ada.api('PATCH', path, { content: 'as it is' })
    expect(same).toMatchObject({ status: 200, body: { revision: 1, edited_at: null } })
    expect(await acme.contents()).toEqual(before)
  })

  test('two edits within one millisecond have two ETags', async () => {
    const { ada, message, tenant } = acme
    const path = await message(ada, room)
    const etags: string[] = []
    for (const content of ['first', 'second']) {
      await server.services.tenants.pool.write({ id: tenant.id }, (db) =>
        db.messages.edit(idOf(path), content, '2026-03-01 09:30:00.000'),
      )
      etags.push((await ada.api('GET', path)).headers.get('etag') ?? '')
    }
    expect(etags[0]).not.toBe(etags[1])
    const headers = { 'if-match': etags[0] ?? '' }
    const late = await ada.api('PATCH', path, { content: 'over the first' }, { headers })
    expect(late.status).toBe(412)
    expect((await ada.api('GET', path)).body).toMatchObject({ content: 'second' })
  })
})

describe('DELETE messages', () => {
  test('leaves a tombstone without the text, everywhere', async () => {
    const { ada, grace, message } = acme
    const secret = 'rosebud-4711'
    const path = await message(grace, room, 'draft')
    await grace.api('PATCH', path, { content: secret })
    const deleted = await grace.api('DELETE', path)
    expect([deleted.status, deleted.body]).toEqual([204, null])
    const tombstone = await ada.api<Message>('GET', path)
    expect(tombstone).toMatchObject({
      status: 200,
      body: { content: null, user: { id: grace.userId }, deleted_at: expect.stringMatching(/Z$/) },
    })
    const again = await grace.api('DELETE', path)
    expect(again.status).toBe(204)
    const edit = await grace.api('PATCH', path, { content: 'back' })
    expect(edit).toMatchObject({ status: 409, body: { code: 'message_deleted' } })
    const list = await ada.api<MessageList>('GET', `${room}/messages?around=${idOf(path)}`)
    expect(list.body.messages.find(({ id }) => id === idOf(path))).toEqual(tombstone.body)
    const answers = [deleted, tombstone, again, edit, list, await acme.contents()]
    expect(JSON.stringify(answers)).not.toContain(secret)
  })

  test('is for the author and admins of the room', async () => {
    const { ada, grace, linus, message } = acme
    const shared = await acme.room([grace, linus])
    const path = await message(grace, shared)
    const before = await acme.contents()
    expect((await linus.api('DELETE', path)).status).toBe(403)
    expect(await acme.contents()).toEqual(before)
    expect((await ada.api('DELETE', path)).status).toBe(204)
    expect((await linus.api('DELETE', path)).status).toBe(403)
  })

  test('with If-Match spares a message that changed, and not one that is deleted', async () => {
    const { ada, message } = acme
    const path = await message(ada, room)
    const headers = { 'if-match': (await ada.api('GET', path)).headers.get('etag') ?? '' }
    await ada.api('PATCH', path, { content: 'changed' })
    expect((await ada.api('DELETE', path, undefined, { headers })).status).toBe(412)
    expect((await ada.api('GET', path)).body).toMatchObject({ content: 'changed' })
    await ada.api('DELETE', path)
    expect((await ada.api('DELETE', path, undefined, { headers })).status).toBe(204)
  })
})

test('whoever is removed from the room while they write is refused as a stranger', async () => {
  const { ada, grace } = acme
  const shared = await acme.room([grace])
  const answers = await Promise.all([
    ada.api('DELETE', `${shared}/members/${grace.userId}`),
    ...Array.from({ length: 8 }, () =>
      grace.api<Message>('POST', `${shared}/messages`, { content: 'in time?' }),
    ),
  ])
  const { body } = await ada.api<MessageList>('GET', `${shared}/messages`)
  const accepted = answers.filter(({ status }) => status === 201)
  expect(body.messages.filter(({ notice }) => notice === null)).toHaveLength(accepted.length)
  expect((await grace.api('POST', `${shared}/messages`, { content: 'late' })).status).toBe(404)
})

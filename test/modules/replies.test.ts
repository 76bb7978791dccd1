import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Message } from '../../src/http/message.ts'
import type { MessageList } from '../../src/http/message-list.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer
let acme: Team
let room = ''
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  room = await acme.room([acme.grace])
})
afterAll(() => server.stop())

const idOf = (path: string) => Number(path.split('/').at(-1))

/** Answers the message. @returns the path of the reply */
async function reply(path: string, content = 'a reply'): Promise<string> {
  const body = { content, reply_to_id: idOf(path) }
  const { headers } = await acme.grace.api<Message>('POST', `${room}/messages`, body)
  return headers.get('location') ?? ''
}

async function read(path: string): Promise<Message> {
  return (await acme.ada.api<Message>('GET', path)).body
}

test('a message counts its replies, and lists them with the cursors of a room', async () => {
  const { ada, message } = acme
  const path = await message(ada, room)
  const ids: number[] = []
  for (let number = 0; number < 5; number += 1) {
    ids.unshift(idOf(await reply(path)))
    await message(ada, room, 'something else')
  }
  expect(await read(path)).toMatchObject({ reply_count: 5, reply_to_id: null })
  expect(await read(`${room}/messages/${ids[0]}`)).toMatchObject({ reply_to_id: idOf(path) })
  const page = async (query: string) => {
    const { body } = await ada.api<MessageList>('GET', `${path}/replies?${query}`)
    const found = body.messages.map(({ id }) => id)
    return { ids: found, next: body.next_cursor, prev: body.prev_cursor }
  }
  const [newest = 0, second = 0, third = 0, fourth = 0, oldest = 0] = ids
  expect(await page('')).toEqual({ ids, next: null, prev: null })
  expect(await page('limit=2')).toEqual({ ids: [newest, second], next: second, prev: null })
  const middle = { ids: [third, fourth], next: fourth, prev: third }
  expect(await page(`limit=2&before=${second}`)).toEqual(middle)
  expect(await page(`limit=2&after=${oldest}`)).toEqual(middle)
  const around = { ids: [second, third, fourth], next: fourth, prev: second }
  expect(await page(`limit=3&around=${third}`)).toEqual(around)
  expect((await ada.api('GET', `${path}/replies?before=1&after=1`)).status).toBe(400)
  const list = await ada.api<MessageList>('GET', `${room}/messages?limit=2`)
  expect(list.body.messages[1]?.reply_to_id).toBe(idOf(path))
})

test('a deleted reply counts no more and stays as a tombstone', async () => {
  const path = await acme.message(acme.ada, room)
  const gone = await reply(path, 'rosebud')
  await reply(path)
  await acme.grace.api('DELETE', gone)
  await acme.grace.api('DELETE', gone)
  expect(await read(path)).toMatchObject({ reply_count: 1 })
  const { body } = await acme.ada.api<MessageList>('GET', `${path}/replies`)
  expect(body.messages.map(({ content }) => content)).toEqual(['a reply', null])
})

test('replies outlive what they answer', async () => {
  const path = await acme.message(acme.ada, room)
  const answer = await reply(path)
  await acme.ada.api('DELETE', path)
  expect(await read(answer)).toMatchObject({ content: 'a reply', reply_to_id: idOf(path) })
  const { body } = await acme.ada.api<MessageList>('GET', `${path}/replies`)
  expect(body.messages).toHaveLength(1)
  expect(await read(path)).toMatchObject({ content: null, reply_count: 1 })
})

test('a reply answers a message of its own room that is not deleted', async () => {
  const { ada, message } = acme
  const elsewhere = idOf(await message(ada, await acme.room()))
  const before = await acme.contents()
  for (const reply_to_id of [elsewhere, 999_999]) {
    const answer = await ada.api('POST', `${room}/messages`, { content: 'x', reply_to_id })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/reply_to_id' }] } })
  }
  expect(await acme.contents()).toEqual(before)
  const deleted = await message(ada, room)
  await ada.api('DELETE', deleted)
  const late = { content: 'x', reply_to_id: idOf(deleted) }
  const answer = await ada.api('POST', `${room}/messages`, late)
  expect(answer).toMatchObject({ status: 409, body: { code: 'message_deleted' } })
  const plain = await ada.api('POST', `${room}/messages`, { content: 'x', reply_to_id: null })
  expect(plain).toMatchObject({ status: 201, body: { reply_to_id: null } })
})

test('a new reply is a new version of what it answers', async () => {
  const path = await acme.message(acme.ada, room)
  const etag = (await acme.ada.api('GET', path)).headers.get('etag') ?? ''
  await reply(path)
  const headers = { 'if-none-match': etag }
  expect((await acme.ada.api('GET', path, undefined, { headers })).status).toBe(200)
})

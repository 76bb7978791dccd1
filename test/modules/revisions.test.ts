import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { MessageRevisionList } from '../../src/modules/revisions/schema.ts'
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

async function page(path: string, query = '') {
  const { body } = await acme.grace.api<MessageRevisionList>('GET', `${path}/revisions${query}`)
  return { texts: body.revisions.map(({ content }) => content), next: body.next_cursor }
}

test('members of the room read what a message has said, newest first', async () => {
  const { ada, message } = acme
  const path = await message(ada, room, 'one')
  expect(await page(path)).toEqual({ texts: ['one'], next: null })
  for (const content of ['two', 'three']) await ada.api('PATCH', path, { content })
  expect(await page(path)).toEqual({ texts: ['three', 'two', 'one'], next: null })
  const first = await page(path, '?limit=2')
  expect(first).toEqual({ texts: ['three', 'two'], next: 2 })
  expect(await page(path, `?limit=2&before=${first.next}`)).toEqual({ texts: ['one'], next: null })
  expect((await acme.linus.api('GET', `${path}/revisions`)).status).toBe(404)
})

test('a deleted message has none, on the disk neither', async () => {
  const { ada, message } = acme
  const path = await message(ada, room, 'rosebud-1')
  for (const number of [2, 3]) await ada.api('PATCH', path, { content: `rosebud-${number}` })
  expect(JSON.stringify(await acme.contents())).toContain('rosebud-1')
  await ada.api('DELETE', path)
  expect(await page(path)).toEqual({ texts: [], next: null })
  expect(JSON.stringify(await acme.contents())).not.toContain('rosebud')
})

test('of a message in another room there are none', async () => {
  const { ada, message } = acme
  const path = await message(ada, room)
  const elsewhere = `${await acme.room()}/messages/${path.split('/').at(-1)}`
  const answer = await ada.api('GET', `${elsewhere}/revisions`)
  expect(answer).toMatchObject({ status: 404, body: { code: 'message_not_found' } })
})

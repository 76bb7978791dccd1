import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { OpenApiDocument } from '../../src/modules/documentation/openapi.ts'
import { documented } from './documented.ts'
import { type SampleServer, sampleServer } from './sample-server.ts'

const messages = '/workspaces/acme/rooms/1/messages'
let server: SampleServer
let check: ReturnType<typeof documented>
beforeAll(async () => {
  server = sampleServer()
  const response = await fetch(`${server.url}/swagger/json`)
  check = documented((await response.json()) as OpenApiDocument)
})
afterAll(() => server.stop())

test('real answers keep to the document, good and bad', async () => {
  await check('post', messages, await server.json('POST', messages, { content: 'x' }))
  await check('get', messages, await server.request('GET', `${messages}?limit=5`))
  await check('get', messages, await server.request('GET', `${messages}?limit=0`))
  await check('get', messages, await server.request('GET', `${messages}?before=1&after=1`))
  await check('post', messages, await server.json('POST', messages, '{'))
  await check('post', messages, await server.json('POST', messages, 'x'.repeat(70_000)))
  const one = `${messages}/1`
  const read = await server.request('GET', one)
  await check('get', one, read)
  const etag = read.headers.get('etag') ?? ''
  await check('get', one, await server.request('GET', one, { headers: { 'if-none-match': etag } }))
  await check('patch', one, await server.json('PATCH', one, { content: 'y' }))
  await check('patch', one, await server.json('PATCH', one, {}, { 'if-match': '"old"' }))
  await check('delete', one, await server.request('DELETE', one))
  await check('delete', one, await server.request('DELETE', one))
  await check('get', '/health/live', await server.request('GET', '/health/live'))
})

test('what the document does not say is noticed', async () => {
  const json = (body: unknown, status = 200) => Response.json(body, { status })
  expect(check('get', messages, json({ messages: [] }))).rejects.toThrow('application/json;charset')
  const plain = { headers: { 'content-type': 'application/json' } }
  expect(check('get', messages, new Response('{"messages":[]}', plain))).rejects.toThrow('schema')
  expect(check('get', messages, json({}, 418))).rejects.toThrow('not documented')
  expect(check('put', messages, json({}))).rejects.toThrow('not documented')
  expect(check('get', '/nowhere', json({}))).rejects.toThrow('not documented')
  expect(check('delete', `${messages}/1`, new Response('x', { status: 200 }))).rejects.toThrow()
})

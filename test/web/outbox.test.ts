import { expect, test } from 'bun:test'
import type { Message } from '../../client/generated/types.ts'
import type { ConclaveProblem } from '../../client/problem.ts'
import { Kept } from '../../src/web/store/kept.ts'
import { Outbox } from '../../src/web/store/outbox.ts'
import { readUnsent, type Unsent } from '../../src/web/store/unsent.ts'
import { until } from '../harness/until.ts'
import { problem } from './problem.ts'
import { MemoryStorage } from './storage.ts'

/** A server that can be away, and what it was sent. */
function post(storage: Storage) {
  const received: Unsent[] = []
  const server = { away: false, refusal: null as ConclaveProblem | null }
  async function send(unsent: Unsent): Promise<Message> {
    await Bun.sleep(1)
    if (server.away) throw new TypeError('nobody answers')
    if (server.refusal !== null) throw server.refusal
    if (!received.some(({ key }) => key === unsent.key)) received.push(unsent)
    return { id: received.length } as Message
  }
  const outbox = () => new Outbox(new Kept('test', readUnsent, storage), send, () => undefined)
  return { received, server, outbox }
}

const write = (content: string, room = 1) => ({ room, content, reply_to_id: null, file: null })

test('what waits is sent in the order in which it was written, once there is a server', async () => {
  const { received, server, outbox } = post(new MemoryStorage())
  const one = outbox()
  server.away = true
  for (const text of ['one', 'two', 'three']) one.add(write(text))
  await until(() => one.unsent.peek().every(({ state }) => state === 'waiting'))
  server.away = false
  one.flush()
  await until(() => one.unsent.peek().length === 0)
  expect(received.map(({ content }) => content)).toEqual(['one', 'two', 'three'])
  one.close()
})

test('it outlives the page, with the key that makes it be there once', async () => {
  const storage = new MemoryStorage()
  const { received, server, outbox } = post(storage)
  server.away = true
  const before = outbox()
  before.add(write('kept'))
  const key = before.unsent.peek()[0]?.key ?? ''
  before.close()
  server.away = false
  const after = outbox()
  after.flush()
  await until(() => after.unsent.peek().length === 0)
  expect(received.map((one) => one.key)).toEqual([key])
  expect(storage.length).toBe(0)
  after.close()
})

test.each([403, 404, 409, 422, 423, 507])('%p is told, and holds nothing up', async (status) => {
  const { received, server, outbox } = post(new MemoryStorage())
  const one = outbox()
  server.refusal = problem(status)
  one.add(write('refused'))
  await until(() => one.unsent.peek()[0]?.state === 'failed')
  expect(one.unsent.peek()[0]?.problem).toBe('Not here.')
  server.refusal = null
  one.add(write('next'))
  await until(() => one.unsent.peek().length === 1)
  expect(received.map(({ content }) => content)).toEqual(['next'])
  one.retry(one.unsent.peek()[0]?.key ?? '')
  await until(() => one.unsent.peek().length === 0)
  one.close()
})

test.each([401, 408, 429, 500, 502, 503])('%p is not the end of it', async (status) => {
  const { server, outbox } = post(new MemoryStorage())
  const one = outbox()
  server.refusal = problem(status)
  one.add(write('later'))
  await until(() => one.unsent.peek()[0]?.state === 'waiting')
  server.refusal = null
  one.flush()
  await until(() => one.unsent.peek().length === 0)
  one.close()
})

test('what is older than the server knows keys for is not sent by itself', async () => {
  const storage = new MemoryStorage()
  const { received, outbox } = post(storage)
  const at = new Date(Date.now() - 24 * 60 * 60_000).toISOString()
  storage.setItem('test:a', JSON.stringify({ ...write('old'), key: 'a', at }))
  storage.setItem('test:b', '{"half": ')
  storage.setItem('test:c', '{"key":7}')
  const one = outbox()
  one.flush()
  expect(one.unsent.peek().map(({ state }) => state)).toEqual(['failed'])
  expect(received).toEqual([])
  one.close()
})

import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect } from '../../client/conclave.ts'
import { etagOf } from '../../client/etag.ts'
import { ConclaveProblem, isProblem } from '../../client/problem.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

/* The typed client against the real server. */

let server: TestServer
let acme: Team
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
})
afterAll(() => server.stop())

/** Ada's client, and a room of hers that nobody else knows. */
async function ownRoom() {
  const conclave = connect({ url: server.url, token: acme.ada.token })
  const { id } = await conclave.createRoom({
    workspace: 'acme',
    body: { name: 'Quiet', type: 'group' },
  })
  return { conclave, at: { workspace: 'acme', room: id } }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** What a call was refused with. */
function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  )
}

test('parameters, query, body and answer', async () => {
  const { conclave, at } = await ownRoom()
  const message = await conclave.sendMessage({ ...at, body: { content: 'Hello!' } })
  expect(message).toMatchObject({ content: 'Hello!', room_id: at.room, revision: 1 })
  const { messages } = await conclave.listMessages({ ...at, limit: 1 })
  expect(messages.map(({ id }) => id)).toEqual([message.id])
  const inPath = { ...at, message: message.id }
  expect(await conclave.addReaction({ ...inPath, emoji: '👍' })).toBeUndefined()
  expect((await conclave.getMessage(inPath)).reactions).toMatchObject([{ emoji: '👍', me: true }])
})

test('every item of a list, in its order and from the oldest on', async () => {
  const { conclave, at } = await ownRoom()
  const sent: number[] = []
  for (const content of ['one', 'two', 'three', 'four', 'five']) {
    sent.push((await conclave.sendMessage({ ...at, body: { content } })).id)
  }
  const ids = async (input: { limit?: number; before?: number; after?: number }) =>
    (await collect(conclave.each('listMessages', { ...at, ...input }))).map(({ id }) => id)

  expect(await ids({ limit: 2 })).toEqual(sent.toReversed())
  expect(await ids({ limit: 2, before: sent[3] ?? 0 })).toEqual(sent.slice(0, 3).toReversed())
  expect(await ids({ limit: 2, after: 0 })).toEqual(sent)
  expect(await ids({ limit: 2, after: sent[1] ?? 0 })).toEqual(sent.slice(2))
  expect(await ids({})).toEqual(sent.toReversed())

  const search = { workspace: 'acme', q: 'five' }
  const [hit] = await collect(conclave.each('searchMessages', search))
  expect(hit?.message.id).toBe(sent[4] ?? 0)

  const users = await collect(conclave.each('listUsers', { workspace: 'acme', limit: 1 }))
  expect(users.map(({ email }) => email?.split('@')[0] ?? null).sort()).toEqual([
    'ada',
    'grace',
    'linus',
  ])
})

test('pages are read as they are needed', async () => {
  const { conclave: plain, at } = await ownRoom()
  for (const content of ['one', 'two', 'three'])
    await plain.sendMessage({ ...at, body: { content } })
  const asked: string[] = []
  const conclave = connect({
    url: server.url,
    token: acme.ada.token,
    fetch: (url, init) => {
      asked.push(url)
      return fetch(url, init)
    },
  })
  for await (const { content } of conclave.each('listMessages', { ...at, limit: 1 })) {
    if (content === 'two') break
  }
  expect(asked).toHaveLength(2)
})

test('problems are typed, and told apart by their code', async () => {
  const { conclave, at } = await ownRoom()
  const blank = await refusal(conclave.sendMessage({ ...at, body: { content: ' ' } }))
  if (!isProblem(blank, 'invalid_input')) throw blank
  // The compiler knows which code it is by now.
  const code: 'invalid_input' = blank.code
  expect([blank.status, code, blank.errors]).toEqual([
    422,
    'invalid_input',
    [{ pointer: '/content', detail: expect.any(String) }],
  ])
  expect(blank.requestId).not.toBe('')
  expect(blank.message).toBe('Some of the input breaks a rule; see errors.')

  const missing = await refusal(conclave.getRoom({ workspace: 'acme', room: 4_711 }))
  expect(missing).toBeInstanceOf(ConclaveProblem)
  expect(isProblem(missing)).toBe(true)
  expect(isProblem(missing, 'workspace_not_found', 'room_not_found')).toBe(true)
  expect(isProblem(missing, 'workspace_not_found')).toBe(false)
  expect(isProblem(new TypeError('no network'))).toBe(false)
})

test('a change only of the version that was read', async () => {
  const { conclave, at } = await ownRoom()
  const message = await conclave.sendMessage({ ...at, body: { content: 'first' } })
  const edit = (content: string) =>
    conclave.editMessage(
      { ...at, message: message.id, body: { content } },
      { ifMatch: etagOf(message) },
    )
  expect(etagOf(message)).toMatch(/^".+"$/)
  expect(await edit('second')).toMatchObject({ content: 'second', revision: 2 })
  expect(isProblem(await refusal(edit('third')), 'precondition_failed')).toBe(true)
})

/** A few chunks that nobody has in memory at once. */
function stream(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = text.match(/.{1,1000}/gs)?.values() ?? [].values()
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull(controller) {
      const { value } = chunks.next()
      if (value === undefined) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
  })
}

test.each([
  ['a Blob', (text: string) => new Blob([text], { type: 'text/plain' })],
  ['bytes', (text: string) => new TextEncoder().encode(text)],
  ['a stream', stream],
])('a file goes up as %s, and comes down as a stream', async (_, body) => {
  const { conclave, at } = await ownRoom()
  const { workspace } = at
  const text = 'All that is needed. '.repeat(5_000)
  const file = await conclave.uploadFile({ workspace, filename: 'all.txt', body: body(text) })
  expect(file).toMatchObject({ name: 'all.txt', bytes: text.length })
  const sent = await conclave.sendMessage({ ...at, body: { type: 'file', file_id: file.id } })
  expect(sent.file?.id).toBe(file.id)

  const down = await conclave.downloadFile({ workspace, file: file.id })
  expect(down.body).toBeInstanceOf(ReadableStream)
  expect(await down.text()).toBe(text)
  const headers = { range: 'bytes=4-7' }
  const part = await conclave.downloadFile({ workspace, file: file.id }, { headers })
  expect([part.status, await part.text()]).toEqual([206, 'that'])
})

test('an upload that is refused is a problem like any other', async () => {
  const { conclave } = await ownRoom()
  const empty = await refusal(conclave.uploadFile({ workspace: 'acme', body: new Blob([]) }))
  expect(isProblem(empty)).toBe(true)
})

test('a workspace comes as a file', async () => {
  const conclave = connect({ url: server.url, token: acme.ada.token })
  const response = await conclave.exportWorkspace({ workspace: 'acme', format: 'jsonl' })
  expect(response.body).toBeInstanceOf(ReadableStream)
  expect(response.headers.get('content-disposition')).toContain('acme')
  const [header = ''] = (await response.text()).split('\n')
  expect(JSON.parse(header)).toMatchObject({ type: 'header' })
})

test('the token can be asked for before each request, or sign-in give it', async () => {
  let asked = 0
  const conclave = connect({
    url: `${server.url}/`,
    token: async () => {
      asked += 1
      return acme.grace.token
    },
  })
  await conclave.getMe()
  expect((await conclave.getMe()).email).toBe(acme.grace.email)
  expect(asked).toBe(2)
  const nobody = await refusal(connect({ url: server.url }).getMe())
  expect(isProblem(nobody, 'unauthorized')).toBe(true)
})

test.each(['', '.', '..'])('no part of a path leads elsewhere: %j', async (workspace) => {
  const conclave = connect({ url: server.url, token: acme.ada.token })
  await expect(conclave.getWorkspace({ workspace })).rejects.toThrow('workspace cannot be')
  const climbing = await refusal(conclave.getWorkspace({ workspace: `${workspace}/../me?x#y` }))
  expect(isProblem(climbing, 'workspace_not_found', 'route_not_found')).toBe(true)
})

test('a workspace that was renamed is found by its old name', async () => {
  const { tenant, ada } = await team(server, 'before')
  await server.services.tenants.lifeCycle.rename(tenant.id, 'after')
  const conclave = connect({ url: server.url, token: ada.token })
  const room = { name: 'Followed', type: 'group' } as const
  expect(await conclave.createRoom({ workspace: 'before', body: room })).toMatchObject(room)
})

test('types refuse what no operation takes', async () => {
  const { conclave } = await ownRoom()
  const wrong = [
    // @ts-expect-error a room is a number
    () => conclave.getRoom({ workspace: 'acme', room: 'one' }),
    // @ts-expect-error a content is a text
    () => conclave.sendMessage({ workspace: 'acme', room: 1, body: { content: 1 } }),
    // @ts-expect-error rooms are no list of pages of this operation
    () => conclave.each('getMe', {}),
    // @ts-expect-error no such code
    () => isProblem(null, 1),
  ]
  expect(wrong).toHaveLength(4)
})

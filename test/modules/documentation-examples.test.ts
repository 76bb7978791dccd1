import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { startServer, type TestServer } from '../harness/server.ts'

type Json = Readonly<Record<string, unknown>>
type Problem = Json & { readonly errors?: readonly { readonly pointer: string }[] }

interface ProblemResponse {
  readonly content: { readonly 'application/problem+json': { readonly example: Problem } }
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Json }>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly examples?: readonly unknown[] }>>
    readonly responses: Readonly<Record<string, ProblemResponse>>
  }
}

let server: TestServer
let document: Document
const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats(ajv)

beforeAll(async () => {
  server = await startServer()
  document = (await (await fetch(`${server.url}/swagger/json`)).json()) as Document
  ajv.addSchema(document, 'document')
})
afterAll(() => server.stop())

/** What is wrong with the value; null when it fits the schema at this place of the document. */
function misfit(pointer: string, value: unknown): unknown {
  const validate = ajv.compile({ $ref: `document#${pointer}` })
  return validate(value) ? null : validate.errors
}

function problems(): [string, Problem][] {
  return Object.entries(document.components.responses).map(([name, { content }]) => [
    name,
    content['application/problem+json'].example,
  ])
}

/** Every schema or media type in the document that has examples, by its JSON pointer. */
function illustrated(node: unknown, pointer = ''): [string, readonly unknown[]][] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, child]): [string, readonly unknown[]][] => {
    if (key === 'examples' && Array.isArray(child)) return [[pointer, child]]
    // Of a media type, which has the schema beside it, or of a schema itself.
    if (key === 'example') return [['schema' in node ? `${pointer}/schema` : pointer, [child]]]
    const step = encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
    return illustrated(child, `${pointer}/${step}`)
  })
}

function texts(node: unknown): unknown[] {
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(texts) : [node]
}

test('every component has one example', () => {
  const counts = Object.entries(document.components.schemas).map(([name, { examples = [] }]) => [
    name,
    examples.length,
  ])
  expect(counts.length).toBeGreaterThan(25)
  expect(counts.filter(([, count]) => count !== 1)).toEqual([])
})

test('every example fits its own schema, and is not made of fillers', () => {
  const all = illustrated(document)
  expect(all.length).toBeGreaterThan(60)
  for (const [pointer, examples] of all) {
    for (const example of examples) {
      expect(misfit(pointer, example), `${pointer}: ${JSON.stringify(example)}`).toBeNull()
      expect(texts(example), pointer).not.toContain('string')
    }
  }
})

test('an example that does not fit would be noticed', () => {
  expect(misfit('/components/schemas/Message', { id: 'string' })).not.toBeNull()
})

test('examples tell of one message in one room, by people who are the same everywhere', () => {
  const [message, room, user, me] = ['Message', 'Room', 'User', 'Me'].map(
    (name) => document.components.schemas[name]?.examples?.[0],
  )
  const { id } = user as { id: string }
  expect(message).toMatchObject({
    room_id: (room as { id: number }).id,
    content: expect.stringMatching(/\w/),
    edited_at: null,
    deleted_at: null,
    user: { id },
  })
  expect(room).toMatchObject({ name: 'General', type: 'group', created_by: id })
  expect(me).toMatchObject({ email: (user as { email: string }).email })
})

test('the example of a problem is of its status, with all that a real one says', () => {
  for (const [name, problem] of problems()) {
    expect(Number(name.slice(-3)), name).toBe(problem['status'] as number)
    expect(Object.keys(problem).slice(0, 7), name).toEqual(
      ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id'], //
    )
    const type = problem['type'] as string
    if (type.startsWith('/')) expect(type).toBe(`/problems/${problem['code']}`)
    if (problem['status'] !== 422) expect(problem.errors, name).toBeUndefined()
  }
})

test('it is a problem that the operation can have: one of the body only where there is a body', () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const status = '422'
      if (!(status in operation.responses)) continue
      const { $ref } = operation.responses[status] as { $ref: string }
      const { errors = [] } = Object.fromEntries(problems())[$ref.split('/').at(-1) ?? ''] ?? {}
      const first = 'requestBody' in operation ? '/' : '?'
      for (const { pointer } of errors) expect(pointer, `${method} ${path}`).toStartWith(first)
    }
  }
})

test('the bodies in the examples are taken as they are', async () => {
  const ada = await server.person('ada@acme.test', { name: 'Ada Lovelace' })
  await server.workspace('acme', { owner: ada })
  const send = async (path: string, component: string, method = 'POST') => {
    const response = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(document.components.schemas[component]?.examples?.[0]),
    })
    return response.status
  }
  expect(await send('/workspaces/acme/rooms', 'NewRoom')).toBe(201)
  const messages = '/workspaces/acme/rooms/1/messages'
  expect(await send(messages, 'NewMessage')).toBe(201)
  expect(await send(`${messages}/1`, 'MessageChanges', 'PATCH')).toBe(200)
  expect(await send('/workspaces/acme/rooms/1/read', 'NewReadMarker', 'PUT')).toBe(200)
  expect(await send('/workspaces/acme/rooms/1', 'RoomChanges', 'PATCH')).toBe(200)
  expect(await send('/workspaces/acme/users/me', 'UserChanges', 'PATCH')).toBe(200)
  expect(await send('/me/tokens', 'NewToken')).toBe(201)
  expect(await send('/workspaces/acme', 'WorkspaceChanges', 'PATCH')).toBe(200)
})

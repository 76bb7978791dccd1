import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Contents } from '../harness/contents.ts'
import { authContents } from '../harness/contents.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

/*
 * What the OpenAPI document says of bodies and queries is what is refused: for each operation and
 * each field one value too long, too large, of every wrong type, and so on. A new operation is
 * tested by being documented.
 */

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
  readonly examples?: readonly unknown[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minProperties?: number
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly schema: Schema
}

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema?: Schema }>> }
}

interface Documented extends Operation {
  readonly method: string
  readonly path: string
}

interface Refused {
  readonly code: string
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
}

let server: TestServer
let acme: Team
let schemas: Readonly<Record<string, Schema>>
let operations: Documented[]
let before: [Contents, Contents]

beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  await acme.message(acme.ada, await acme.room([acme.grace]))
  const document = (await (await fetch(`${server.url}/swagger/json`)).json()) as {
    paths: Record<string, Record<string, Operation>>
    components: { schemas: Record<string, Schema> }
  }
  schemas = document.components.schemas
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({
      ...one,
      method: method.toUpperCase(),
      path: path.replace(/\{(\w+)\}/g, (_, name) => VALUES[name] ?? '1'),
    })),
  )
  before = await contents()
})
afterAll(() => server.stop())

/** For parameters of paths; all others are ids that are numbers. */
const VALUES: Readonly<Record<string, string>> = {
  workspace: 'acme',
  user: 'me',
  emoji: '%F0%9F%91%8D',
}

const contents = async (): Promise<[Contents, Contents]> => [
  await acme.contents(),
  await authContents(server),
]

function resolved(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})
}

/** What is said of a value that may be null. */
function alternatives(schema: Schema): Schema[] {
  const { anyOf, ...rest } = resolved(schema)
  return anyOf === undefined ? [rest] : anyOf.flatMap(alternatives)
}

const bodyOf = ({ requestBody }: Operation): Schema | undefined => {
  const schema = requestBody?.content['application/json']?.schema
  return schema && resolved(schema)
}

const everyType: Readonly<Record<string, unknown>> = {
  null: null,
  boolean: true,
  number: 1.5,
  string: 'text',
  array: [],
  object: {},
}

/** Texts that could not be stored, or would end where they should not. */
const UNSTORABLE: Readonly<Record<string, string>> = {
  'a lone surrogate': 'a\ud800@b.test',
  'a NUL': 'a\0@b.test',
}

/** Values that the schema says are wrong, each with why. */
function wrong(schema: Schema): [why: string, value: unknown][] {
  const all = alternatives(schema)
  const types = new Set(all.map(({ type }) => type ?? ''))
  const found: [string, unknown][] = Object.entries(everyType).filter(([type]) => !types.has(type))
  for (const one of all) {
    if (one.type === 'string') {
      if (one.enum !== undefined) found.push(['no such word', 'nonsense'])
      if (one.maxLength !== undefined) {
        found.push(['too long', 'a'.repeat(one.maxLength + 1)])
        found.push(['too long, in emoji', '🎉'.repeat(one.maxLength + 1)])
      }
      if ((one.minLength ?? 0) > 0) found.push(['empty', ''])
      if (one.pattern !== undefined) found.push(['against the pattern', '\u0007 \u0007'])
      if (one.format !== undefined) found.push(['not in the format', 'nonsense'])
      for (const why of Object.keys(UNSTORABLE)) found.push([why, UNSTORABLE[why]])
    }
    if (one.type === 'integer') {
      found.push(['the text of a number', '5'])
      if (one.minimum !== undefined) found.push(['too small', one.minimum - 1])
      if (one.maximum !== undefined) found.push(['too large', one.maximum + 1])
    }
    if (one.type === 'array' && one.items !== undefined) {
      const [item = 'x'] = resolved(one.items).enum ?? []
      if (one.minItems !== undefined) found.push(['too few', Array(one.minItems - 1).fill(item)])
      if (one.maxItems !== undefined) found.push(['too many', Array(one.maxItems + 1).fill(item)])
      found.push(['a list of null', [null]])
    }
  }
  return found
}

async function refused({ method, path }: Documented, body: unknown, query = '') {
  const answer = await acme.ada.api<Refused>(method, path + query, body)
  return {
    status: answer.status,
    pointers: answer.body?.errors?.map(({ pointer }) => pointer) ?? [],
  }
}

test('there is something to test', () => {
  expect(operations.filter((one) => bodyOf(one) !== undefined).length).toBeGreaterThan(15)
})

test('every string, number and list that is taken has a documented limit', () => {
  const unlimited: string[] = []
  const look = (where: string, schema: Schema): void => {
    for (const one of alternatives(schema)) {
      const { type, maxLength, pattern, maximum, maxItems, properties = {} } = one
      const isLimited = {
        string:
          (one.enum ?? one.const) !== undefined || maxLength !== undefined || pattern !== undefined,
        integer: maximum !== undefined,
        number: maximum !== undefined,
        array: maxItems !== undefined,
        object: one.additionalProperties === false,
      }[type ?? '']
      if (isLimited === false) unlimited.push(`${where}: ${type}`)
      if (one.items) look(`${where}/0`, one.items)
      for (const [name, field] of Object.entries(properties)) look(`${where}/${name}`, field)
    }
  }
  for (const one of operations) {
    const body = bodyOf(one)
    if (body) look(one.operationId, body)
    for (const { name, in: part, schema } of one.parameters ?? []) {
      if (part === 'query') look(`${one.operationId} ?${name}`, schema)
    }
  }
  expect(unlimited).toEqual([])
})

test('a body that the document says is wrong is refused with a pointer, and changes nothing', async () => {
  const accepted: string[] = []
  for (const one of operations) {
    const schema = bodyOf(one)
    if (schema === undefined) continue
    const [example = {}] = (schema.examples ?? []) as object[]
    const cases: [string, string, unknown][] = [
      ['an unknown field', '/colour', { ...example, colour: 'red' }],
      ...(schema.required ?? []).map((field): [string, string, unknown] => {
        const { [field]: _, ...rest } = example as Record<string, unknown>
        return [`without ${field}`, `/${field}`, rest]
      }),
      ...Object.entries(schema.properties ?? {}).flatMap(([field, of]) =>
        wrong(of).map(([why, value]): [string, string, unknown] => [
          `${field}: ${why}`,
          `/${field}`,
          { ...example, [field]: value },
        ]),
      ),
      ...['null', 'boolean', 'number', 'string', 'array'].map((type): [string, string, unknown] => [
        `not an object but ${type}`,
        '',
        JSON.stringify(everyType[type]),
      ]),
    ]
    if (schema.minProperties !== undefined) cases.push(['no field', '', {}])
    for (const [why, pointer, body] of cases) {
      // It compares what it is given with what is there, and stores nothing.
      if (one.operationId === 'signIn' && (why.split(': ')[1] ?? '') in UNSTORABLE) continue
      const { status, pointers } = await refused(one, body)
      // What is wrong within a list is pointed at there.
      const points = pointers.some((found) => found === pointer || found.startsWith(`${pointer}/`))
      if (status !== 422 || !points) {
        accepted.push(`${one.operationId}, ${why}: ${status} ${pointers}`)
      }
    }
  }
  expect(accepted).toEqual([])
  expect(await contents()).toEqual(before)
})

test('so is a query', async () => {
  const accepted: string[] = []
  for (const one of operations) {
    const query = (one.parameters ?? []).filter((parameter) => parameter.in === 'query')
    if (query.length === 0) continue
    const cases = query.flatMap(({ name, schema }): [string, string][] => {
      const { type, maximum, minimum = 0, maxLength, pattern, enum: words } = resolved(schema)
      const values =
        type === 'integer'
          ? ['', 'x', '1.5', '-1', '1e1', '0x1', `${minimum - 1}`, `${(maximum ?? 0) + 1}`]
          : [
              ...(maxLength === undefined ? [] : ['a'.repeat(maxLength + 1)]),
              ...(pattern === undefined && words === undefined ? [] : ['%07']),
            ]
      return values.map((value) => [name, value])
    })
    for (const [name, value] of [['colour', 'red'], ...cases] as [string, string][]) {
      const body = bodyOf(one)?.examples?.[0]
      const { status, pointers } = await refused(one, body, `?${name}=${value}`)
      if (status !== 422 || !pointers.includes(`?${name}`)) {
        accepted.push(`${one.operationId} ?${name}=${value}: ${status} ${pointers}`)
      }
    }
  }
  expect(accepted).toEqual([])
})

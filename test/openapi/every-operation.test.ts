import { expect, test } from 'bun:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { documentOfApp } from '../../scripts/openapi/document-of-app.ts'
import type { Operation, Schema } from '../../src/modules/documentation/openapi.ts'

const document = await documentOfApp()
const schemas = document.components['schemas'] as Readonly<Record<string, Schema>>

interface Response {
  readonly $ref?: string
  readonly description?: string
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, one]) => ({
    name: `${method.toUpperCase()} ${path}`,
    one,
    responses: Object.entries(one.responses) as [string, Response][],
  })),
)

/** The names of the operations of which something does not hold. */
function except(holds: (operation: (typeof operations)[number]) => boolean): string[] {
  return operations.filter((operation) => !holds(operation)).map(({ name }) => name)
}

/** Whether it is a component with an example. */
function isNamed(schema: Schema | undefined): boolean {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(String(schema?.['$ref']))?.[1]
  return name !== undefined && Array.isArray(schemas[name]?.['examples'])
}

const json = ({ content }: { readonly content?: Response['content'] }) =>
  content?.['application/json']

function bodyOf({ requestBody }: Operation) {
  return requestBody && json(requestBody as { readonly content: Response['content'] })
}

test('the document of the app is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone({ ...document }))
  expect(errors ?? []).toEqual([])
  expect([valid, validator.version]).toEqual([true, '3.1'])
  expect(operations.length).toBeGreaterThan(60)
})

test('every operation has a name of its own, a tag and a line that sums it up', () => {
  const ids = operations.map(({ one }) => one.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const line = /^[A-Z][^.]+$/
  expect(
    except(
      ({ one }) => /^[a-z][A-Za-z]+$/.test(one.operationId ?? '') && line.test(one.summary ?? ''),
    ),
  ).toEqual([])
  expect(except(({ one }) => one.tags?.length === 1)).toEqual([])
})

test('every operation says who may use it; those without credentials are few', () => {
  const secured = [{ bearer: [] }, { cookie: [] }]
  const open = except(({ one }) => Bun.deepEquals(one.security, secured))
  expect(open).toEqual([
    'GET /health/live',
    'GET /health/ready',
    'GET /metrics',
    'POST /session',
    'POST /accounts',
    'POST /password-resets',
    'GET /invitations/{secret}',
  ])
  expect(operations.filter(({ name, one }) => open.includes(name) && !one.security)).toEqual([])
})

test('every problem is a documented one, and those that every such operation has are there', () => {
  const bad = ([status]: [string, Response]) => !/^[12]/.test(status) && status !== '304'
  const isProblem = ([status, { $ref }]: [string, Response]) =>
    new RegExp(`^#/components/responses/(Query|Path)?Problem${status}$`).test($ref ?? '')
  expect(except(({ responses }) => responses.filter(bad).every(isProblem))).toEqual([])

  const has = (one: Operation, ...statuses: number[]) =>
    statuses.every((status) => String(status) in one.responses)
  expect(except(({ one }) => has(one, 500))).toEqual([])
  expect(except(({ one }) => one.security?.length === 0 || has(one, 401))).toEqual([])
  expect(except(({ name, one }) => !name.includes('{') || has(one, 404))).toEqual([])
  expect(
    except(({ name, one }) => !name.includes('{workspace}') || has(one, 308, 423, 503)),
  ).toEqual([])
  expect(except(({ one }) => !one.requestBody || has(one, 400, 413, 415, 422))).toEqual([])
  expect(
    except(
      ({ one }) => !one.parameters?.some((parameter) => parameter.in === 'query') || has(one, 422),
    ),
  ).toEqual([])
})

test('bodies of JSON, sent and answered, are named schemas with an example', () => {
  const sent = ({ one }: (typeof operations)[number]) => {
    const body = bodyOf(one)
    return body === undefined || isNamed(body.schema)
  }
  expect(except(sent)).toEqual([])
  const answered = ({ responses }: (typeof operations)[number]) =>
    responses.every(([, response]) => {
      const body = json(response)
      return body === undefined || isNamed(body.schema)
    })
  expect(except(answered)).toEqual([])
})

test('every parameter says what it is, and every answer what it means', () => {
  expect(
    except(({ one }) =>
      (one.parameters ?? []).every(({ description = '' }) => description.length > 5),
    ),
  ).toEqual([])
  expect(
    except(({ responses }) =>
      responses.every(([, { $ref, description }]) => $ref !== undefined || Boolean(description)),
    ),
  ).toEqual([])
})

/** The places in what is sent as this schema that could be of any size. */
function unbounded(place: string, schema: Schema): string[] {
  const name = /(\w+)$/.exec(String(schema['$ref'] ?? ''))?.[1]
  if (name !== undefined) return unbounded(place, schemas[name] ?? {})
  const within = [
    ...((schema['anyOf'] ?? []) as Schema[]).flatMap((one) => unbounded(place, one)),
    ...Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).flatMap(
      ([field, one]) => unbounded(`${place}/${field}`, one),
    ),
    ...(schema['items'] === undefined ? [] : unbounded(`${place}[]`, schema['items'] as Schema)),
  ]
  return isBounded(schema) ? within : [place, ...within]
}

function isBounded(schema: Schema): boolean {
  const has = (...keywords: string[]) => keywords.some((keyword) => keyword in schema)
  if (schema['type'] === 'object') return schema['additionalProperties'] === false
  if (schema['type'] === 'array') return has('maxItems')
  if (schema['type'] === 'integer') return has('minimum') && has('maximum')
  return schema['type'] !== 'string' || has('enum', 'const', 'maxLength', 'pattern', 'format')
}

test('everything in a body or a query says how large it may be', () => {
  const found = operations.flatMap(({ name, one }) => [
    ...unbounded(name, bodyOf(one)?.schema ?? {}),
    ...(one.parameters ?? [])
      .filter((parameter) => parameter.in === 'query')
      .flatMap((parameter) => unbounded(`${name}?${parameter.name}`, parameter.schema)),
  ])
  expect(found).toEqual([])
  expect(unbounded('it', { type: 'array', items: { type: 'string' } })).toEqual(['it', 'it[]'])
})

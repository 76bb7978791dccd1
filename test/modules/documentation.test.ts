import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { t } from 'elysia'
import { operation } from '../../src/http/operation.ts'
import { record } from '../../src/http/schema.ts'
import { document } from '../../src/modules/documentation/document.ts'
import { hoistSchemas } from '../../src/modules/documentation/hoist-schemas.ts'
import type { OpenApiDocument, Operation } from '../../src/modules/documentation/openapi.ts'
import { sampleApp } from '../http/sample-app.ts'
import { type SampleServer, sampleServer } from '../http/sample-server.ts'

let server: SampleServer
let served: OpenApiDocument
beforeAll(async () => {
  server = sampleServer()
  const response = await fetch(`${server.url}/swagger/json`)
  expect(response.headers.get('content-type')).toBe('application/json')
  served = (await response.json()) as OpenApiDocument
})
afterAll(() => server.stop())

function operations(): [string, Operation][] {
  return Object.entries(served.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): [string, Operation] => [`${method} ${path}`, one]),
  )
}

function operationOf(path: string, method: string): Operation {
  const found = served.paths[path]?.[method]
  if (found === undefined) throw new Error(`${method} ${path} is not documented`)
  return found
}

const messages = '/workspaces/{workspace}/rooms/{room}/messages'

describe('/swagger/json', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    const result = await validator.validate(structuredClone({ ...served }))
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
    expect(validator.version).toBe('3.1')
  })

  test('has every documented route, and no hidden one', () => {
    expect(operations().map(([name]) => name)).toEqual([
      `get ${messages}`,
      `post ${messages}`,
      `get ${messages}/{message}`,
      `patch ${messages}/{message}`,
      `delete ${messages}/{message}`,
      'get /health/live',
    ])
  })

  test('names, sums up, tags and secures every operation', () => {
    for (const [, one] of operations()) {
      expect(one.operationId).toMatch(/^[a-z][A-Za-z]+$/)
      expect(one.summary).toMatch(/^[A-Z].+[^.]$/)
      expect(one.tags).toHaveLength(1)
      expect(one.security).toBeArray()
    }
    const ids = operations().map(([, one]) => one.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(operationOf('/health/live', 'get').security).toEqual([])
    expect(operationOf(messages, 'get').security).toEqual([{ bearer: [] }, { cookie: [] }])
  })

  test('every $ref leads somewhere', () => {
    const refs = [...JSON.stringify(served).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, ref]) => ref)
    expect(refs.length).toBeGreaterThan(20)
    for (const ref of refs) {
      const target = (ref ?? '')
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], served)
      expect(target, ref).toBeObject()
    }
  })

  test('parameters are what they are: an integer, with its bounds and its default', () => {
    const { parameters = [] } = operationOf(messages, 'get')
    expect(parameters.map(({ in: part, name }) => `${part} ${name}`)).toEqual([
      'path workspace',
      'path room',
      'query limit',
      'query before',
      'query after',
      'query around',
    ])
    expect(parameters[1]?.schema['examples']).toEqual([1])
    expect(parameters[1]).not.toHaveProperty('examples')
    expect(parameters[2]).toEqual({
      in: 'query',
      name: 'limit',
      required: false,
      description: 'How many at most.',
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
    })
  })

  test('a body is JSON only, by reference, and refuses unknown fields', () => {
    expect(operationOf(messages, 'post').requestBody).toEqual({
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/NewMessage' } } },
    })
    const { schemas } = served.components
    expect(schemas).toMatchObject({
      NewMessage: { type: 'object', required: ['content'], additionalProperties: false },
      MessageList: {
        properties: { messages: { items: { $ref: '#/components/schemas/Message' } } },
      },
    })
  })

  test('problems that follow from the shape of a route are there without saying', () => {
    const statuses = (path: string, method: string) =>
      Object.keys(operationOf(path, method).responses)
    expect(statuses('/health/live', 'get')).toEqual(['200', '500'])
    expect(statuses(messages, 'get')).toEqual(
      ['200', '308', '400', '401', '404', '422', '423', '429', '500', '503'], //
    )
    expect(statuses(messages, 'post')).toEqual(
      ['201', '308', '400', '401', '403', '404', '413', '415', '422', '423', '429', '500', '503'], //
    )
    expect(statuses(`${messages}/{message}`, 'delete')).toEqual(
      ['204', '308', '401', '403', '404', '423', '429', '500', '503'], //
    )
  })

  test('problems are problem+json, and an empty answer has no content', () => {
    expect(served.components['responses']).toMatchObject({
      Problem404: {
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    })
    expect(operationOf(`${messages}/{message}`, 'delete').responses['204']).toEqual({
      description: 'It is deleted.',
    })
  })

  test('headers of an answer are documented', () => {
    expect(operationOf(messages, 'post').responses['201']).toMatchObject({
      headers: { Location: { schema: { type: 'string' } }, ETag: {} },
    })
  })

  test('is made without touching the app', async () => {
    const app = sampleApp()
    const count = app.routes.length
    const first = await app.handle(new Request('http://localhost/swagger/json'))
    const second = await app.handle(new Request('http://localhost/swagger/json'))
    expect(await second.text()).toBe(await first.text())
    expect(app.routes.length).toBe(count)
  })
})

describe('document', () => {
  const route = (hooks: object) => ({ method: 'PUT', path: '/things/:thing', hooks }) as const
  const detail = operation({
    id: 'putThing',
    tag: 'Things',
    summary: 'Put',
    answers: { 204: 'Put.' },
  })

  test('a path parameter without a schema is documented all the same', async () => {
    const { paths } = await document({ version: '1', sessionCookie: 'session' }, [
      route({ detail }),
    ])
    expect(paths['/things/{thing}']?.['put']?.parameters).toEqual([
      { in: 'path', name: 'thing', required: true, schema: { type: 'string' } },
    ])
  })

  test('a body that is declared by hand stays as it is', async () => {
    const requestBody = { content: { 'application/octet-stream': { schema: { type: 'string' } } } }
    const { paths } = await document({ version: '1', sessionCookie: 'session' }, [
      route({ detail: { ...detail, requestBody } }),
    ])
    expect(paths['/things/{thing}']?.['put']?.requestBody).toEqual(requestBody)
  })

  test('two shapes under one name are a mistake', () => {
    const routes = [
      route({ detail, body: record('Thing', { a: t.String() }) }),
      { ...route({ detail, body: record('Thing', { b: t.String() }) }), path: '/others/:thing' },
    ]
    expect(document({ version: '1', sessionCookie: 'session' }, routes)).rejects.toThrow(
      'two different schemas are called Thing',
    )
  })
})

describe('hoistSchemas', () => {
  test('leaves examples and properties that are called title alone', () => {
    const schema = { type: 'object', properties: { title: { type: 'string' } } }
    const examples = [{ title: 'Not a schema', type: 'song' }]
    expect(hoistSchemas({ schema, examples })).toEqual({ value: { schema, examples }, schemas: {} })
  })
})

describe('/swagger', () => {
  test('is a page with a strict policy, that names no other host', async () => {
    const response = await fetch(`${server.url}/swagger`)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; " +
        "frame-ancestors 'none'",
    )
    expect(await response.text()).not.toMatch(/https?:|<script>|<style|style=/)
  })

  test('everything the page loads is there, with its type and a cache', async () => {
    const page = await (await fetch(`${server.url}/swagger`)).text()
    const links = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '')
    expect(links).toHaveLength(4)
    for (const link of links) {
      const response = await fetch(server.url + link)
      expect(response.status, link).toBe(200)
      expect(response.headers.get('content-type')).toMatch(
        /^(text\/css|text\/javascript); charset=utf-8$|^image\/png$/,
      )
      expect(response.headers.get('cache-control')).toBe('public, max-age=3600')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect((await response.bytes()).byteLength).toBeGreaterThan(100)
    }
  })

  test.each([
    '/swagger/../package.json',
    '/swagger/%2e%2e/package.json',
    '/swagger/..%2fpackage.json',
    '/swagger/package.json',
    '/swagger/swagger-ui.js',
    '/swagger/page.html',
  ])('%s is not served', async (path) => {
    const answer = await server.raw(
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    )
    expect(answer).toStartWith('HTTP/1.1 404')
  })
})

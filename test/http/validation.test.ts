import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { problemIn, type SampleServer, sampleServer } from './sample-server.ts'

const path = '/workspaces/acme/rooms/1/messages'
let server: SampleServer
beforeAll(() => {
  server = sampleServer()
})
afterAll(() => server.stop())

describe('a body that breaks its schema is 422, and each field is named once', () => {
  const cases: [unknown, { pointer: string; detail: string }[]][] = [
    [{}, [{ pointer: '/content', detail: 'is required' }]],
    [{ content: 5 }, [{ pointer: '/content', detail: 'must be a string of 1 to 100 characters' }]],
    [{ content: '' }, [{ pointer: '/content', detail: 'must be a string of 1 to 100 characters' }]],
    [
      { content: null },
      [{ pointer: '/content', detail: 'must be a string of 1 to 100 characters' }],
    ],
    [{ content: 'x', colour: 1 }, [{ pointer: '/colour', detail: 'is not a known field' }]],
    [{ content: 'x', 'a/b~c': 1 }, [{ pointer: '/a~1b~0c', detail: 'is not a known field' }]],
    [
      { content: 'x', type: 'song' },
      [{ pointer: '/type', detail: 'must be one of "text", "image", "file"' }],
    ],
  ]
  for (const [body, errors] of cases) {
    test(JSON.stringify(body), async () => {
      const problem = await problemIn(await server.json('POST', path, body))
      expect(problem).toMatchObject({ status: 422, code: 'invalid_input', title: 'Invalid input' })
      expect(problem.errors).toEqual(errors)
    })
  }

  test('a body of a thousand unknown fields gets a short answer', async () => {
    const body = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`field${i}`, 1]))
    const { errors } = await problemIn(await server.json('POST', path, body))
    expect(errors).toHaveLength(20)
  })

  test('an unknown field with a name of a kilobyte is cut', async () => {
    const response = await server.json('POST', path, { content: 'x', ['y'.repeat(1000)]: 1 })
    expect((await response.text()).length).toBeLessThan(800)
  })
})

describe('a query that breaks its schema is 422 and names the parameter', () => {
  const wrong = ['0', '101', '-1', '1.5', '1e1', '0x10', '', ' 5', '+5', '05', 'ten', '%00', '٣']
  test.each(wrong)('limit=%s', async (limit) => {
    const problem = await problemIn(await server.request('GET', `${path}?limit=${limit}`))
    expect(problem.status).toBe(422)
    expect(problem.errors).toEqual([
      { pointer: '?limit', detail: 'must be a whole number of 1 to 100' },
    ])
  })

  test('an unknown parameter', async () => {
    const problem = await problemIn(await server.request('GET', `${path}?limti=5`))
    expect(problem.errors).toEqual([{ pointer: '?limti', detail: 'is not a known field' }])
  })

  test('two cursors are 400', async () => {
    const problem = await problemIn(await server.request('GET', `${path}?before=9&after=2`))
    expect(problem).toMatchObject({ status: 400, code: 'exclusive_cursors' })
  })

  test('the secrets of a query are not repeated as the instance', async () => {
    const problem = await problemIn(await server.request('GET', `${path}?token=hunter2`))
    expect(problem.instance).toBe(path)
    expect(JSON.stringify(problem)).not.toContain('hunter2')
  })
})

describe('an id that cannot exist is answered like one that does not', () => {
  const impossible = [
    '0',
    '-1',
    '+1',
    '01',
    '1.5',
    '1e3',
    '0x1',
    '9007199254740992',
    '99999999999999999999',
    'abc',
    '%201',
    '1%20',
    '%00',
    '1%00',
    '%ff',
    '%F0%9F%98%80',
    '1%2F2',
    '..%2F1',
    'x'.repeat(256),
  ]
  test.each(impossible)('message %s', async (id) => {
    const problem = await problemIn(await server.request('GET', `${path}/${id}`))
    const unknown = await problemIn(await server.request('GET', `${path}/4711`))
    expect(problem.status).toBe(404)
    expect({ ...problem, instance: '', request_id: '' }).toEqual({
      ...unknown,
      instance: '',
      request_id: '',
    })
  })

  const names = ['..%2F..', '%2e%2e%2f', 'a%00b', '%F0%9F%98%80', '.x', 'a.b', 'x'.repeat(256), '~']
  test.each(names)('workspace %s', async (name) => {
    const response = await server.request('GET', `/workspaces/${name}/rooms/1/messages`)
    expect(await problemIn(response)).toMatchObject({ status: 404, code: 'workspace_not_found' })
  })

  test.each(['..', '.', '%2e%2e', 'a/../b'])('a path that is sent as it is: %s', async (name) => {
    const answer = await server.raw(
      `GET /workspaces/${name}/rooms/1/messages HTTP/1.1\r\nhost: localhost\r\n` +
        'authorization: Bearer cnv_sample\r\nconnection: close\r\n\r\n',
    )
    expect(answer).toStartWith('HTTP/1.1 404')
    expect(answer).toContain('application/problem+json')
  })

  test('the largest safe integer is an id like any other', async () => {
    const response = await server.request('GET', `${path}/9007199254740991`)
    expect(await problemIn(response)).toMatchObject({ code: 'message_not_found' })
  })
})

test('strangers get 401 before any validation', async () => {
  const strangers = { authorization: 'Bearer cnv_other' }
  for (const [method, target, body] of [
    ['GET', `${path}?limit=0`, undefined],
    ['GET', `${path}/abc`, undefined],
    ['POST', path, '{}'],
    ['GET', '/workspaces/..%2F/rooms/1/messages', undefined],
  ] as const) {
    const response = await server.request(method, target, {
      headers: { ...strangers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    })
    expect(response.headers.get('www-authenticate')).toStartWith('Bearer')
    expect(await problemIn(response)).toMatchObject({ status: 401 })
  }
})

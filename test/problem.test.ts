import { describe, expect, test } from 'bun:test'
import * as problems from '../src/problem.ts'
import { Problem, toResponse } from '../src/problem.ts'
import type { ProblemCode } from '../src/problem-codes.ts'

const occurrence = { instance: '/workspaces/acme', requestId: 'r-1' }

test('a problem becomes application/problem+json', async () => {
  const response = toResponse(
    problems.unprocessable([{ pointer: '/content', detail: 'is required' }]),
    occurrence,
  )
  expect(response.status).toBe(422)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({
    type: '/problems/invalid_input',
    title: 'Invalid input',
    status: 422,
    detail: 'Some of the input breaks a rule; see errors.',
    instance: '/workspaces/acme',
    code: 'invalid_input',
    request_id: 'r-1',
    errors: [{ pointer: '/content', detail: 'is required' }],
  })
})

test('what a problem does not have is left out', async () => {
  const body = await toResponse(new Problem({ status: 409, code: 'last_admin' }), occurrence).json()
  expect(Object.keys(body as object)).toEqual([
    'type',
    'title',
    'status',
    'instance',
    'code',
    'request_id',
  ])
})

describe('statuses and headers', () => {
  const expected: [Problem, number, ProblemCode, Record<string, string>][] = [
    [problems.badRequest('malformed_body', 'x'), 400, 'malformed_body', {}],
    [
      problems.unauthorized(),
      401,
      'unauthorized',
      { 'www-authenticate': 'Bearer realm="conclave"' },
    ],
    [
      problems.invalidToken(),
      401,
      'invalid_token',
      { 'www-authenticate': 'Bearer realm="conclave", error="invalid_token"' },
    ],
    [problems.forbidden('x'), 403, 'forbidden', {}],
    [problems.notFound('room'), 404, 'room_not_found', {}],
    [problems.methodNotAllowed(['GET', 'PUT']), 405, 'method_not_allowed', { allow: 'GET, PUT' }],
    [problems.conflict('last_admin', 'x'), 409, 'last_admin', {}],
    [problems.preconditionFailed(), 412, 'precondition_failed', {}],
    [problems.tooLarge(65_536), 413, 'body_too_large', {}],
    [
      problems.unsupportedMediaType(),
      415,
      'unsupported_media_type',
      { accept: 'application/json' },
    ],
    [problems.unprocessable([]), 422, 'invalid_input', {}],
    [problems.locked('workspace_suspended', 'x'), 423, 'workspace_suspended', {}],
    [problems.tooManyRequests('x', 7), 429, 'quota_exceeded', { 'retry-after': '7' }],
    [problems.unavailable('migrating', 'x', 0.2), 503, 'migrating', { 'retry-after': '1' }],
    [problems.insufficientStorage('x'), 507, 'insufficient_storage', {}],
    [problems.internal(), 500, 'internal', {}],
  ]
  for (const [problem, status, code, headers] of expected) {
    test(`${status} ${code}`, () => {
      const response = toResponse(problem, occurrence)
      expect(response.status).toBe(status)
      expect(problem.code).toBe(code)
      for (const [name, value] of Object.entries(headers)) {
        expect(response.headers.get(name)).toBe(value)
      }
    })
  }
})

test('the title depends on the code alone', () => {
  const first = problems.conflict('last_admin', 'Ada is the last admin.')
  const second = problems.conflict('last_admin', 'Bo is the last admin.')
  expect(first.title).toBe('Last admin')
  expect(second.title).toBe(first.title)
})

test('what was thrown stays out of an internal problem', async () => {
  const thrown = new Error('the password is hunter2')
  const problem = problems.internal(thrown)
  expect(problem.cause).toBe(thrown)
  expect(await toResponse(problem, occurrence).text()).not.toContain('hunter2')
})

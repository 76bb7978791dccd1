import { describe, expect, test } from 'bun:test'
import { bearerToken } from '../../src/http/bearer.ts'
import { Problem } from '../../src/problem.ts'

const requestWith = (authorization: string) =>
  new Request('http://localhost/', { headers: { authorization, cookie: 'session=1' } })

test('no Authorization is null, so that the caller may look at the cookie', () => {
  expect(bearerToken(new Request('http://localhost/'))).toBeNull()
})

test.each(['Bearer cnv_abc-_', 'bearer cnv_abc-_', 'BEARER   cnv_abc-_'])('%s', (header) => {
  expect(bearerToken(requestWith(header))).toBe('cnv_abc-_')
})

test('all characters of b64token', () => {
  expect(bearerToken(requestWith('Bearer aZ0-._~+/=='))).toBe('aZ0-._~+/==')
})

describe('anything else is 401, and never falls back', () => {
  const wrong = [
    'Bearer',
    'Bearer ',
    'Basic dXNlcjpwYXNz',
    'cnv_abc',
    'Bearer a b',
    'Bearer a, Basic b',
    'Bearer =a',
    'Bearer ä',
    `Bearer ${'a'.repeat(100_000)}`,
  ]
  for (const header of wrong) {
    test(header.slice(0, 30), () => {
      try {
        bearerToken(requestWith(header))
        throw new Error('accepted')
      } catch (error) {
        expect(error).toBeInstanceOf(Problem)
        expect(error).toMatchObject({ status: 401, code: 'invalid_token' })
      }
    })
  }

  test('an empty header', () => {
    expect(() => bearerToken(requestWith(''))).toThrow(Problem)
  })
})

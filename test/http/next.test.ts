import { expect, test } from 'bun:test'
import { nextPath, withNext } from '../../src/http/pages/next.ts'

test.each(['/', '/swagger', '/workspaces/acme?limit=2', '/swagger#/Rooms/listRooms', '/a%0d%0ab'])(
  '%s is a page of ours',
  (path) => {
    expect(nextPath(path)).toBe(path)
  },
)

test.each([
  null,
  undefined,
  '',
  'swagger',
  'https://evil.test/',
  '//evil.test',
  '///evil.test',
  '/\\evil.test',
  '\\/evil.test',
  '/\t/evil.test',
  '/\n/evil.test',
  '/.//evil.test',
  '/x/..//evil.test',
  '/%2e%2e//evil.test/..//..//evil.test',
  ' //evil.test',
  'javascript:alert(1)',
  'http:evil.test',
  `/${'a'.repeat(1_000)}`,
])('%j is not, nor what a browser would make of it', (path) => {
  const next = nextPath(path)
  const { origin } = new URL(next, 'https://chat.example.com')
  expect(origin).toBe('https://chat.example.com')
  expect(next.startsWith('//')).toBe(false)
})

test('no control character gets into a header', () => {
  const next = nextPath('/a\r\nset-cookie: conclave_session=evil\u0000é')
  expect(next).toMatch(/^[\x21-\x7e]+$/)
})

test('what is not a page of ours leads home', () => {
  expect(nextPath('https://evil.test/')).toBe('/')
  expect(nextPath('//evil.test')).toBe('/')
  expect(withNext('/sign-in', '/')).toBe('/sign-in')
  expect(withNext('/sign-in', '/a?b=c')).toBe('/sign-in?next=%2Fa%3Fb%3Dc')
})

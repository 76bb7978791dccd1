import { expect, test } from 'bun:test'
import { noSessionCookie, sessionCookie, sessionSecret } from '../../src/http/session-cookie.ts'
import { Site } from '../../src/site.ts'

const https = new Site({ authUrl: 'https://chat.example.com', port: 3000 })
const http = new Site({ authUrl: undefined, port: 3000 })
const expires = new Date('2026-03-31T09:30:00.000Z')

const secretIn = (cookie: string, site: Site) =>
  sessionSecret(new Request('http://localhost/', { headers: { cookie } }), site)

test('the cookie is for this host alone, out of the reach of scripts and of other sites', () => {
  expect(sessionCookie(https, 'cns_a', expires)).toBe(
    '__Host-conclave_session=cns_a; Path=/; Expires=Tue, 31 Mar 2026 09:30:00 GMT; HttpOnly; SameSite=Lax; Secure',
  )
  expect(sessionCookie(http, 'cns_a', expires)).toBe(
    'conclave_session=cns_a; Path=/; Expires=Tue, 31 Mar 2026 09:30:00 GMT; HttpOnly; SameSite=Lax',
  )
  expect(noSessionCookie(http)).toBe('conclave_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax')
})

test('it is found among others', () => {
  expect(secretIn('a=b; conclave_session=cns_a;c=d', http)).toBe('cns_a')
  expect(secretIn('a=b; __Host-conclave_session=cns_a', https)).toBe('cns_a')
  expect(secretIn('a=b', http)).toBeUndefined()
})

test('over https a cookie without the prefix counts for nothing: anybody below the domain can set it', () => {
  expect(secretIn('conclave_session=cns_a', https)).toBeUndefined()
})

test('of two cookies none counts', () => {
  expect(() => secretIn('conclave_session=cns_a; conclave_session=cns_b', http)).toThrow()
})

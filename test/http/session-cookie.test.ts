import { expect, test } from 'bun:test'
import { noSessionCookie, sessionCookie, sessionSecret } from '../../src/http/session-cookie.ts'
import { Site } from '../../src/site.ts'

const https = new Site({ authUrl: 'https://chat.example.com', port: 3000 })
const secret = `cns_${'a'.repeat(43)}`
const http = new Site({ authUrl: undefined, port: 3000 })

const secretIn = (cookie: string, site: Site) =>
  sessionSecret(new Request('http://localhost/', { headers: { cookie } }), site)

test('the cookie is for this host alone, out of the reach of scripts and of other sites', () => {
  expect(sessionCookie(https, secret)).toBe(
    `__Host-conclave_session=${secret}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure`,
  )
  expect(sessionCookie(http, secret)).toBe(
    `conclave_session=${secret}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax`,
  )
  expect(noSessionCookie(http)).toBe('conclave_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax')
})

test('it is found among others', () => {
  expect(secretIn(`a=b; conclave_session=${secret};c=d`, http)).toBe(secret)
  expect(secretIn(`a=b; __Host-conclave_session=${secret}`, https)).toBe(secret)
  expect(secretIn('a=b', http)).toBeUndefined()
})

test('over https a cookie without the prefix counts for nothing: anybody below the domain can set it', () => {
  expect(secretIn(`conclave_session=${secret}`, https)).toBeUndefined()
})

test('of two cookies none counts', () => {
  expect(() => secretIn(`conclave_session=${secret}; conclave_session=${secret}`, http)).toThrow()
})

test('an API token in it is not taken', () => {
  for (const value of [`cnv_${'a'.repeat(43)}`, '', 'cns_', secret.slice(0, -1)]) {
    expect(() => secretIn(`conclave_session=${value}`, http)).toThrow()
  }
})

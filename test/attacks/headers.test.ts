import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../harness/server.ts'

const EVERYWHERE = {
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

/** Paths, and who asks for them; whatever the answer is. */
const answers: readonly [method: string, path: string, signedIn: boolean][] = [
  ['GET', '/health/live', false],
  ['GET', '/me', false],
  ['GET', '/me', true],
  ['GET', '/nowhere', false],
  ['PUT', '/health/live', false],
  ['POST', '/session', false],
  ['GET', '/assets/mark.svg', false],
  ['GET', '/swagger/json', false],
  ['GET', '/auth/session', false],
  ['GET', '/', false],
]
const pages: readonly [path: string, signedIn: boolean][] = [
  ['/', true],
  ['/w/acme/r/1', true],
  ['/account/sessions', true],
  ['/sign-in', false],
  ['/sign-up', false],
  ['/forgotten-password', false],
  ['/sign-out', true],
  ['/auth/error', false],
  ['/swagger', false],
]

describe.each([
  ['http://localhost:3000', 'conclave_session', null],
  ['https://chat.example.com', '__Host-conclave_session', 'max-age=31536000'],
])('a server at %s', (authUrl, cookieName, hsts) => {
  let server: TestServer
  let cookie: string
  beforeAll(async () => {
    server = await startServer({ authUrl })
    const { token } = await server.person('ada@acme.test')
    cookie = `${cookieName}=${token}`
  })
  afterAll(() => server.stop())

  const ask = (path: string, signedIn: boolean, method = 'GET') =>
    fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: { accept: 'text/html', ...(signedIn && { cookie }) },
    })

  test.each([...answers])('%s %s tells browsers what not to do with it', async (...one) => {
    const [method, path, signedIn] = one
    const { headers } = await ask(path, signedIn, method)
    expect(Object.fromEntries(headers)).toMatchObject(EVERYWHERE)
    expect(headers.get('content-security-policy')).toStartWith("default-src 'none'")
    expect(headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin)$/)
    expect(headers.get('strict-transport-security')).toBe(hsts)
  })

  test.each([...pages])('%s is a page of its own, which alone may use a camera', async (...one) => {
    const [path, signedIn] = one
    const { status, headers } = await ask(path, signedIn)
    expect(`${status} ${headers.get('content-type')}`).toMatch(/^(200|400|403) text\/html/)
    expect(Object.fromEntries(headers)).toMatchObject({
      ...EVERYWHERE,
      'cross-origin-opener-policy': 'same-origin',
    })
    const policy = headers.get('permissions-policy') ?? ''
    expect(policy).toContain('camera=(self), microphone=(self)')
    expect(policy).toContain('geolocation=()')
    expect(policy).not.toContain('*')
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/,
    )
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|https?:/)
    expect(headers.get('strict-transport-security')).toBe(hsts)
  })
})

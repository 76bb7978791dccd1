import { afterAll, beforeAll, expect, test } from 'bun:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { startServer, type TestServer } from '../harness/server.ts'
import { webClient } from '../harness/web-client.ts'

let server: TestServer
let app: string
beforeAll(async () => {
  server = await startServer()
  app = server.url.replace('127.0.0.1', 'localhost')
})
afterAll(() => server.stop())

/** The page of the client, as somebody who is signed in gets it. */
async function page() {
  const { token } = await server.person('ada@acme.test')
  return webClient().get(`${app}/w/acme/r/1`, { cookie: `conclave_session=${token}` })
}

async function loaded(): Promise<string[]> {
  const { text } = await page()
  return [...text.matchAll(/(?:src|href)="(\/assets\/web\/[^"]+)"/g)].map(([, path = '']) => path)
}

test('somebody who is not signed in signs in first, and comes back', async () => {
  for (const [path, next] of [
    ['/w/acme/r/1?panel=members', '%2Fw%2Facme%2Fr%2F1%3Fpanel%3Dmembers'],
    ['/account/sessions', '%2Faccount%2Fsessions'],
  ]) {
    const { status, location } = await webClient().get(app + path)
    expect([status, location]).toEqual([303, `${app}/sign-in?next=${next}`])
  }
})

test('the page has a policy without exceptions, and nothing inline', async () => {
  const { status, headers, text } = await page()
  expect(status).toBe(200)
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; " +
      "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; " +
      "frame-ancestors 'none'",
  )
  expect(headers.get('cache-control')).toBe('no-store')
  expect(text).not.toMatch(/<style|<script(?![^>]*src=)|\son\w+=/)
})

test('what it loads at first is below 120 KB packed, and may be kept for good', async () => {
  let bytes = 0
  const paths = await loaded()
  expect(paths.length).toBeGreaterThanOrEqual(2)
  for (const path of paths) {
    const { status, headers } = await fetch(app + path, {
      headers: { 'accept-encoding': 'gzip' },
      decompress: false,
    })
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    if (path.endsWith('.js')) bytes += Number(headers.get('content-length'))
  }
  expect(bytes).toBeGreaterThan(1_000)
  expect(bytes).toBeLessThan(120_000)
})

test('a file comes as the browser takes it, the same whichever way', async () => {
  const [path = ''] = (await loaded()).filter((one) => one.endsWith('.js'))
  const get = async (accept: string) => {
    const init = { headers: { 'accept-encoding': accept }, decompress: false }
    const response = await fetch(app + path, init)
    expect(response.headers.get('vary')).toBe('accept-encoding')
    return [response.headers.get('content-encoding'), await response.bytes()] as const
  }
  const [none, plain] = await get('identity')
  const [gzip, small] = await get('gzip, deflate, br;q=0')
  const [br, smaller] = await get('gzip, deflate, br, zstd')
  expect([none, gzip, br]).toEqual([null, 'gzip', 'br'])
  expect(gunzipSync(small).equals(plain)).toBe(true)
  expect(brotliDecompressSync(smaller).equals(plain)).toBe(true)
})

test('what there is not is not found', async () => {
  expect((await fetch(`${app}/assets/web/main-00000000.js`)).status).toBe(404)
})

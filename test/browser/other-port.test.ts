import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { authContents, workspaceContents } from '../harness/contents.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { routeEntries } from '../isolation-routes.ts'
import { hasBrowser, launch } from './browser.ts'

/*
 * A page on another port of the same host is the same site to a browser: what it
 * sends carries the cookie. It tries every route that changes something.
 */
describe.skipIf(!hasBrowser)('a page on another port of the same host', () => {
  let browser: Browser
  let server: TestServer
  let acme: Team
  const evil = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => new Response('<h1>Win</h1>', { headers: { 'content-type': 'text/html' } }),
  })
  /** On a third port: what the browser sends to the app, it sends here too. */
  const seen: string[] = []
  const witness = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: ({ headers }) => {
      seen.push(`${headers.get('cookie')} ${headers.get('sec-fetch-site')}`)
      return new Response()
    },
  })
  beforeAll(async () => {
    server = await startServer()
    acme = await team(server, 'acme')
    browser = await launch()
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
    await evil.stop(true)
    await witness.stop(true)
  })

  const everything = async () => [
    await authContents(server),
    await workspaceContents(server, acme.tenant),
  ]

  test('changes nothing, whatever it sends with the cookie', async () => {
    const room = await acme.room([acme.grace])
    const message = await acme.message(acme.ada, room)
    const { body } = await acme.ada.api<{ id: string; token: string }>(
      'POST',
      `${acme.path}/invitations`,
      { role: 'member' },
    )
    const values: Record<string, string> = {
      workspace: 'acme',
      room: room.split('/').at(-1) ?? '',
      message: message.split('/').at(-1) ?? '',
      user: acme.grace.userId,
      invitation: body.id,
      secret: body.token,
      emoji: '👍',
      provider: 'oidc',
    }
    const attempts = Object.entries(routeEntries)
      .filter(([key, { reach }]) => !key.startsWith('GET ') && reach !== 'public')
      .map(([key, entry]) => {
        const [method = '', path = ''] = key.split(' ')
        const target = path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? 'x')
        return { method, target, body: JSON.stringify(entry.body ?? {}) }
      })
    expect(attempts.length).toBeGreaterThan(40)

    const app = server.url.replace('127.0.0.1', 'localhost')
    const context = await browser.newContext()
    const value = (await server.person(acme.ada.email)).token
    await context.addCookies([{ name: 'conclave_session', value, url: app, sameSite: 'Lax' }])
    const page = await context.newPage()
    await page.goto(`http://localhost:${evil.port}/`)
    const before = await everything()

    const statuses = await page.evaluate(
      async ({ app, attempts, witness }) => {
        const tried: (number | string)[] = []
        for (const { method, target, body } of attempts) {
          for (const type of [
            'text/plain',
            'application/x-www-form-urlencoded',
            'application/json',
          ])
            for (const mode of ['no-cors', 'cors'] as const) {
              const headers = { 'content-type': type }
              const init = { method, body, mode, headers, credentials: 'include' } as const
              tried.push(
                await fetch(app + target, init).then(
                  ({ type: kind, status }) => `${kind} ${status}`,
                  () => 'refused by the browser',
                ),
              )
            }
        }
        await fetch(witness, { method: 'POST', mode: 'no-cors', credentials: 'include' })
        return tried
      },
      { app, attempts, witness: `http://localhost:${witness.port}/` },
    )

    // It never got an answer, nor was it told of one (Cross-Origin-Resource-Policy). That the cookie
    // goes along is what makes this a test.
    expect(new Set(statuses)).toEqual(new Set(['refused by the browser']))
    expect(seen).toEqual([`conclave_session=${value} same-site`])
    expect(await everything()).toEqual(before)
    expect((await page.goto(`${app}/me`))?.status()).toBe(200)
    await context.close()
  })
})

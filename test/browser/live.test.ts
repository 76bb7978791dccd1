import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { hasBrowser, launch } from './browser.ts'

/* A WebSocket and an EventSource in a real page, with the cookie: ours, and that of another port of the same host. */
describe.skipIf(!hasBrowser)('a page follows a workspace with its cookie', () => {
  let browser: Browser
  let server: TestServer
  let acme: Team
  const evil = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => new Response('<h1>Win</h1>', { headers: { 'content-type': 'text/html' } }),
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
  })

  async function pageAt(url: string): Promise<Page> {
    const context = await browser.newContext()
    const name = server.services.site.sessionCookie
    await context.addCookies([{ name, value: acme.grace.token, url: server.url }])
    const page = await context.newPage()
    await page.goto(url)
    return page
  }

  /** What comes over each, until there was a message or it has ended. */
  function listen(page: Page): Promise<{ readonly socket: string[]; readonly stream: string[] }> {
    return page.evaluate(
      async ({ socketUrl, streamUrl }) => {
        const socket: string[] = []
        const stream: string[] = []
        const bySocket = new Promise<void>((resolve) => {
          const opened = new WebSocket(socketUrl)
          opened.onopen = () => opened.send('{"type":"resume","after":null}')
          opened.onmessage = ({ data }) => {
            const { type } = JSON.parse(data)
            socket.push(type)
            if (type === 'message.created') resolve()
          }
          opened.onclose = ({ code }) => {
            socket.push(String(code))
            resolve()
          }
        })
        const byStream = new Promise<void>((resolve) => {
          const opened = new EventSource(streamUrl, { withCredentials: true })
          opened.onmessage = ({ data, lastEventId }) => {
            const { type, id } = JSON.parse(data)
            stream.push(type)
            if (type !== 'message.created') return
            stream.push(String(lastEventId === id))
            resolve()
          }
          opened.onerror = () => {
            stream.push('error')
            opened.close()
            resolve()
          }
        })
        Object.assign(globalThis, { heard: () => [...socket, ...stream] })
        await Promise.all([bySocket, byStream])
        return { socket, stream }
      },
      {
        socketUrl: `${server.url.replace('http', 'ws')}${acme.path}/socket`,
        streamUrl: `${server.url}${acme.path}/events`,
      },
    )
  }

  test('a page of ours is told of everything', async () => {
    const room = await acme.room([acme.grace])
    const page = await pageAt(`${server.url}/sign-in`)
    const heard = listen(page)
    await page.waitForFunction(() => {
      const { heard } = globalThis as { readonly heard?: () => string[] }
      return heard?.().filter((type) => type === 'hello').length === 2
    })
    await acme.message(acme.ada, room)
    const { socket, stream } = await heard
    expect([socket[0], socket.at(-1)]).toEqual(['hello', 'message.created'])
    expect([stream[0], ...stream.slice(-2)]).toEqual(['hello', 'message.created', 'true'])
  })

  test('one on another port of the same host, which sends the cookie, of nothing', async () => {
    const page = await pageAt(`http://127.0.0.1:${evil.port}/`)
    expect(await listen(page)).toEqual({ socket: ['1006'], stream: ['error'] })
  })
})

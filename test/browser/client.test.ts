import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { connect } from '../../client/conclave.ts'
import type { isProblem } from '../../client/problem.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { team } from '../harness/team.ts'
import { hasBrowser, launch } from './browser.ts'

/** What the script below leaves in the page. */
interface ClientInPage {
  readonly connect: typeof connect
  readonly isProblem: typeof isProblem
}

/** The client as one script; a debugger's `evaluate` runs it in spite of the page's policy. */
async function script(): Promise<string> {
  const folder = resolve(import.meta.dir, '../../client')
  const entry = '/entry.ts'
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    files: {
      [entry]: `import { connect } from '${folder}/conclave.ts'
        import { isProblem } from '${folder}/problem.ts'
        Object.assign(globalThis, { client: { connect, isProblem } })`,
    },
    target: 'browser',
    format: 'iife',
  })
  return (await outputs[0]?.text()) ?? ''
}

describe.skipIf(!hasBrowser)('the client in a real browser', () => {
  let server: TestServer
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    server = await startServer()
    browser = await launch()
    page = await browser.newPage()
    await page.goto(`${server.url}/sign-in`)
    await page.evaluate(await script())
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  test('talks to the origin of its page: messages, lists, files, problems', async () => {
    const { ada } = await team(server, 'acme')
    const found = await page.evaluate(async (token) => {
      const { client } = globalThis as unknown as { readonly client: ClientInPage }
      const conclave = client.connect({ token })
      const room = await conclave.createRoom({
        workspace: 'acme',
        body: { name: 'News', type: 'group' },
      })
      const news = { workspace: 'acme', room: room.id }
      for (const content of ['one', 'two', 'three']) {
        await conclave.sendMessage({ ...news, body: { content } })
      }
      const contents: (string | null)[] = []
      for await (const message of conclave.each('listMessages', { ...news, limit: 2 })) {
        contents.push(message.content)
      }
      const body = new Blob(['from a browser'])
      const { id } = await conclave.uploadFile({ workspace: 'acme', body })
      const file = await conclave.downloadFile({ workspace: 'acme', file: id })
      const code = await conclave.getRoom({ workspace: 'acme', room: 4_711 }).catch((error) => {
        return client.isProblem(error, 'room_not_found') ? error.code : String(error)
      })
      return { contents, text: await file.text(), code }
    }, ada.token)

    expect(found).toEqual({
      contents: ['three', 'two', 'one'],
      text: 'from a browser',
      code: 'room_not_found',
    })
  })
})

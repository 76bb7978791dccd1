import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { mkdir } from 'node:fs/promises'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { cleanUp, eventually, type ServerProcess, startServerProcess } from '../harness/process.ts'
import { axe } from './axe.ts'
import { hasBrowser, launch } from './browser.ts'

/*
 * What README tells a newcomer to do, step by step, with two real browsers: from a
 * server on an empty directory to two people who talk in one room. Pictures of
 * each step are in reports/.
 */

const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  colorScheme: 'dark',
  hasTouch: true,
}

describe.skipIf(!hasBrowser)('the first steps of README', () => {
  let browser: Browser
  let server: ServerProcess
  /** The address that the start-up text shows. */
  const address = () => /^ {2}Conclave +(\S+)$/m.exec(server.stdout())?.[1] ?? ''

  beforeAll(async () => {
    browser = await launch()
    await mkdir('reports', { recursive: true })
  })
  afterAll(() => browser.close())
  afterEach(cleanUp)

  /** A browser profile of its own, at the page that the start-up text names. */
  async function profile(name: string, options: BrowserContextOptions) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url())
      if (protocol === 'http:' && !/^(localhost|127\.0\.0\.1):/.test(host)) complaints.push(host)
    })
    let count = 0
    const look = async () => {
      count += 1
      await page.screenshot({ path: `reports/first-steps-${name}-${count}.png`, fullPage: true })
    }
    return { page, look, complaints }
  }

  /** The link in the newest mail on the console to that address. */
  async function mailed(to: string, path: string): Promise<string> {
    return eventually(() => {
      const mails = server.stdout().split('Mail to ').slice(1)
      const mine = mails.filter((mail) => mail.startsWith(`${to}\n`)).at(-1) ?? ''
      return new RegExp(`http://\\S+${path}\\S+`).exec(mine)?.[0]
    })
  }

  /** From the sign-in page on: asks for a link, takes it from the console, presses the button. */
  async function signIn({ page, look }: Profile, email: string): Promise<void> {
    await page.getByLabel('E-mail address').fill(email)
    await look()
    await page.getByRole('button', { name: 'Mail me a link' }).click()
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
    await look()
    await page.goto(await mailed(email, '/auth/confirm'))
    await page.getByText(email).waitFor()
    await look()
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  type Profile = Awaited<ReturnType<typeof profile>>

  /** Try it out in Swagger UI, without any Authorize: the browser is signed in. */
  async function tryOut(
    { page }: Profile,
    operation: string,
    parameters: Record<string, string>,
    body?: object,
  ): Promise<string> {
    if (!page.url().includes('/swagger')) await page.goto(`${address()}/swagger`)
    const block = page.locator(`#operations-${operation.replace('/', '-').replace(' ', '_')}`)
    await block.locator('.opblock-summary-control').click()
    for (const [name, value] of Object.entries(parameters)) {
      await block.locator(`tr[data-param-name="${name}"] input`).fill(value)
    }
    if (body) await block.locator('.body-param textarea').fill(JSON.stringify(body))
    await block.locator('.execute').click()
    const answer = block.locator('.live-responses-table .response')
    await answer.waitFor()
    expect(await answer.locator('.response-col_status').textContent()).toMatch(/^20[01]/)
    return (await answer.locator('.response-col_description').textContent()) ?? ''
  }

  test('two people meet in a room', async () => {
    server = await startServerProcess({ env: { WORKSPACE_CREATION: undefined } })
    const ada = await profile('ada', desktop)
    await ada.page.goto(address())
    await signIn(ada, 'ada@example.com')
    await ada.page.getByRole('heading', { name: 'Welcome' }).waitFor()
    await ada.page.getByLabel('Name').fill('Acme')
    await ada.page.getByLabel('Address').fill('acme')
    await ada.look()
    await ada.page.getByRole('button', { name: 'Create' }).click()
    await ada.page.getByRole('link', { name: 'Acme' }).waitFor()
    await ada.look()
    const acme = { workspace: 'acme' }
    const room = { name: 'General', type: 'group', visibility: 'public' }
    await tryOut(ada, 'Rooms/createRoom', acme, room)
    const invited = { email: 'grace@example.com', role: 'member' }
    await tryOut(ada, 'Invitations/createInvitation', acme, invited)

    const grace = await profile('grace', phone)
    await grace.page.goto(await mailed('grace@example.com', '/invitations/'))
    await grace.page.getByRole('heading', { name: 'Join Acme' }).waitFor()
    await grace.look()
    await grace.page.getByRole('link', { name: 'Sign in to join' }).click()
    await signIn(grace, 'grace@example.com')
    await grace.page.getByRole('heading', { name: 'Join Acme' }).waitFor()
    await grace.look()
    expect(await axe(grace.page)).toEqual([])
    await grace.page.getByRole('button', { name: 'Join' }).click()
    await grace.page.getByRole('link', { name: 'Acme' }).waitFor()
    await grace.look()

    const general = { ...acme, room: '1' }
    await tryOut(grace, 'Room members/addRoomMember', { ...general, user: 'me' }, {})
    await tryOut(ada, 'Messages/sendMessage', general, { content: 'Hello, Grace!' })
    await tryOut(grace, 'Messages/sendMessage', general, { content: 'Hello, Ada!' })
    for (const one of [ada, grace]) {
      const messages = await tryOut(one, 'Messages/listMessages', general)
      expect(messages).toContain('Hello, Grace!')
      expect(messages).toContain('Hello, Ada!')
      expect(one.complaints).toEqual([])
    }
    // Swagger UI is heavy: on a busy machine each click takes seconds.
  }, 180_000)
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { mkdir } from 'node:fs/promises'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { cleanUp, eventually, type ServerProcess, startServerProcess } from '../harness/process.ts'
import { axe } from './axe.ts'
import { hasBrowser, launch } from './browser.ts'
import { composer, message, say } from './stage.ts'

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

  test('two people meet in a room', async () => {
    server = await startServerProcess({ env: { WORKSPACE_CREATION: undefined } })
    const ada = await profile('ada', desktop)
    await ada.page.goto(address())
    await signIn(ada, 'ada@example.com')
    await ada.page.getByRole('heading', { name: 'Welcome' }).waitFor()
    await ada.look()
    await ada.page.getByRole('button', { name: 'Create a workspace' }).click()
    await ada.page.getByLabel('Name').fill('Acme')
    await ada.look()
    await ada.page.getByRole('button', { name: 'Create workspace' }).click()
    await ada.page.getByRole('heading', { name: 'You are in no room yet' }).waitFor()
    await ada.look()
    await ada.page.getByRole('main').getByRole('button', { name: 'Create a room' }).click()
    await ada.page.getByLabel('Name').fill('General')
    await ada.look()
    await ada.page.getByRole('button', { name: 'Create room' }).click()
    await composer(ada.page).waitFor()
    await ada.page.getByRole('button', { name: 'Acme' }).click()
    await ada.page.getByRole('menuitem', { name: 'Invite people' }).click()
    await ada.page.getByLabel('E-mail address').fill('grace@example.com')
    await ada.page.getByRole('button', { name: 'Send invitation' }).click()
    await ada.page.getByText('A mail is on its way').waitFor()
    await ada.look()
    await ada.page.getByRole('button', { name: 'Done' }).click()

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
    await grace.page.getByRole('link', { name: 'Browse rooms' }).click()
    await grace.look()
    await grace.page.getByRole('button', { name: 'Join General' }).click()
    await composer(grace.page).waitFor()

    await say(ada.page, 'Hello, Grace!')
    await message(grace.page, 'Hello, Grace!').waitFor()
    await composer(grace.page).fill('Hello, Ada!')
    await grace.page.getByRole('button', { name: 'Send' }).click()
    await message(ada.page, 'Hello, Ada!').waitFor()
    for (const one of [ada, grace]) {
      await one.look()
      expect(one.complaints).toEqual([])
    }
  })
})

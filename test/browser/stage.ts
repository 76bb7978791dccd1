import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Person, TestServer } from '../harness/server.ts'

export const sizes = {
  'desktop-light': { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  'desktop-dark': { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  'phone-light': {
    viewport: { width: 390, height: 844 },
    colorScheme: 'light',
    hasTouch: true,
    isMobile: true,
  },
  'phone-dark': {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    hasTouch: true,
    isMobile: true,
  },
} as const satisfies Readonly<Record<string, BrowserContextOptions>>

/** Somebody in front of a browser of their own. */
export interface Seat {
  readonly page: Page
  /** What the page had to complain about, and what it asked of other hosts. */
  readonly complaints: string[]
  /** To an address of the client. */
  go(path: string): Promise<void>
  leave(): Promise<void>
}

/** The origin by the name that links in mails have too. */
export const originOf = ({ url }: Pick<TestServer, 'url'>) => url.replace('127.0.0.1', 'localhost')

/** A browser profile in which somebody is signed in. */
export async function seat(
  browser: Browser,
  server: TestServer,
  { email }: Pick<Person, 'email'>,
  options: BrowserContextOptions = sizes['desktop-light'],
): Promise<Seat> {
  const origin = originOf(server)
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options })
  const { token } = await server.person(email)
  await context.addCookies([{ name: 'conclave_session', value: token, url: origin }])
  const page = await context.newPage()
  // Where it waits for what never comes, the test is to say for what.
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/^(error|warning)$/.test(message.type())) complaints.push(message.text())
  })
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url())
    if (protocol.startsWith('http') && asked !== origin) complaints.push(request.url())
  })
  return {
    page,
    complaints,
    go: async (path) => {
      await page.goto(origin + path)
    },
    leave: () => context.close(),
  }
}

/** The composer of the open room. */
export const composer = (page: Page) => page.getByRole('textbox', { name: /^Message / })

/** Writes and sends, as people do. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** A message of the list by what it says. */
export const message = (page: Page, text: string) =>
  page.getByRole('log').getByRole('article').filter({ hasText: text })

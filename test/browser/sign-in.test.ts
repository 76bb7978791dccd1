import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { mkdir } from 'node:fs/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { DEMO_OWNER, DEMO_SLUG } from '../../src/auth/demo-person.ts'
import { type IdentityProvider, identityProvider } from '../harness/identity-provider.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { axe } from './axe.ts'
import { hasBrowser, launch } from './browser.ts'

const sizes = [
  { name: 'phone', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'desktop', width: 1280, height: 800, colorScheme: 'light' },
] as const

describe.skipIf(!hasBrowser)('signing in with a real browser', () => {
  let browser: Browser
  let provider: IdentityProvider
  let server: TestServer
  let app: string
  let context: BrowserContext
  let page: Page
  let complaints: string[]
  let hosts: Set<string>

  beforeAll(async () => {
    browser = await launch()
    provider = await identityProvider()
    provider.people.set('ada', { email: 'ada@acme.test', email_verified: true, name: 'Ada' })
    await mkdir('reports', { recursive: true })
  })
  afterAll(async () => {
    await browser.close()
    await provider.stop()
  })
  beforeEach(async () => {
    const { issuer, clientId, clientSecret } = provider
    const oidc = { issuer, clientId, clientSecret, name: 'Acme', trustEmail: false }
    const github = { clientId: 'conclave', clientSecret: 'unused here' }
    server = await startServer({ oidc, github, google: github })
    app = server.url.replace('127.0.0.1', 'localhost')
    provider.serve(app)
    await server.workspace(DEMO_SLUG, { owner: await server.person(DEMO_OWNER) })
    await open(sizes[1])
  })
  afterEach(async () => {
    await context.close()
    await server.stop()
  })

  async function open({ width, height, colorScheme }: (typeof sizes)[number]) {
    context = await browser.newContext({ viewport: { width, height }, colorScheme })
    page = await context.newPage()
    complaints = []
    hosts = new Set()
    page.on('console', (message) => {
      if (/^(error|warning)$/.test(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => hosts.add(new URL(request.url()).host))
  }

  /** The newest mail that the server has printed: its link. */
  async function mailedLink(): Promise<string> {
    await server.services.mailer.drained()
    return /https?:\/\/\S+\/auth\/confirm\?\S+/.exec(server.printed.at(-1) ?? '')?.[0] ?? ''
  }

  test('with a mailed link, by the keyboard alone', async () => {
    await page.goto(`${app}/swagger`)
    await page.goto(`${app}/sign-in?next=/workspaces`)
    await page.getByLabel('E-mail address').focus()
    await page.keyboard.type('grace@acme.test')
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
    await page.goto(await mailedLink())
    await page.getByText('grace@acme.test').waitFor()
    await page.getByRole('button', { name: 'Sign in' }).press('Enter')
    await page.waitForURL(`${app}/workspaces`)
    expect(await page.textContent('body')).toContain('"workspaces":[]')
    expect(complaints).toEqual([])
    expect([...hosts]).toEqual([new URL(app).host])
  })

  test('at a provider, which the strict policy of the form does not stop', async () => {
    await page.goto(`${app}/`)
    await page.getByRole('button', { name: 'Continue with Acme' }).click()
    await page.waitForURL(`${provider.issuer}/**`)
    await page.fill('input[name=login]', 'ada')
    await page.fill('input[name=password]', 'any')
    await page.click('button[type=submit]')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL(`${app}/`)
    await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor()
    expect(complaints.filter((one) => /security policy|form-action/i.test(one))).toEqual([])
  })

  test('as the demo owner; then Swagger UI is signed in too, and signing out holds', async () => {
    await page.goto(`${app}/sign-in`)
    await page.getByRole('button', { name: 'Look around as its owner' }).click()
    await page.waitForURL(`${app}/w/${DEMO_SLUG}**`)
    await page.goto(`${app}/swagger#/Rooms/createRoom`)
    const create = page.locator('#operations-Rooms-createRoom')
    await create.locator('tr[data-param-name="workspace"] input').fill(DEMO_SLUG)
    await create.locator('.body-param textarea').fill('{"name":"By cookie","type":"group"}')
    await create.locator('.execute').click()
    const answer = create.locator('.live-responses-table .response')
    await answer.waitFor()
    expect(await answer.locator('.response-col_status').textContent()).toStartWith('201')

    await page.goto(`${app}/sign-out`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${app}/sign-in`)
    expect((await page.goto(`${app}/me`))?.status()).toBe(401)
  })

  test('what a page on another port of the same host sends with the cookie is refused', async () => {
    await page.goto(`${app}/sign-in`)
    await page.getByRole('button', { name: 'Look around as its owner' }).click()
    await page.waitForURL(`${app}/w/${DEMO_SLUG}**`)
    const evil = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: () =>
        new Response(
          `<form method="post" action="${app}/auth/signout"><button>Win</button></form>`,
          { headers: { 'content-type': 'text/html' } },
        ),
    })
    try {
      const sent: (string | undefined)[] = []
      page.on('request', async (request) => {
        if (request.method() === 'POST') sent.push((await request.allHeaders())['cookie'])
      })
      await page.goto(`http://localhost:${evil.port}/`)
      const answer = page.waitForResponse(`${app}/auth/signout`)
      await page.getByRole('button').click()
      expect((await answer).status()).toBe(403)
      // Without this the test would prove nothing: SameSite=Lax takes both ports for one site.
      expect(sent.join()).toContain('conclave_session=')

      await page.goto(`http://localhost:${evil.port}/`)
      const [signOut, rooms] = await page.evaluate(async (origin) => {
        const post = (path: string, body: string, type: string) =>
          fetch(origin + path, {
            method: 'POST',
            mode: 'no-cors',
            credentials: 'include',
            headers: { 'content-type': type },
            body,
          }).then(
            ({ type: kind }) => kind,
            // Cross-Origin-Resource-Policy: not even that there was an answer.
            () => 'kept from the page',
          )
        return [
          await post('/auth/signout', '', 'application/x-www-form-urlencoded'),
          await post('/workspaces', '{"slug":"evil"}', 'text/plain'),
        ]
      }, app)
      expect([signOut, rooms]).toEqual(['kept from the page', 'kept from the page'])
    } finally {
      await evil.stop(true)
    }
    expect((await page.goto(`${app}/me`))?.status()).toBe(200)
    expect(server.services.tenants.registry.findBySlug('evil')).toBeNull()
  })

  const pages = {
    'sign-in': '/sign-in',
    'sign-in-alert': '/sign-in?error=OAuthAccountNotLinked',
    'check-mail': '/check-mail?email=ada@acme.test',
    confirm: '/auth/confirm?email=ada@acme.test&token=a',
    error: '/auth/error?error=Verification',
    'sign-up': '/sign-up',
    'forgotten-password': '/forgotten-password',
    'set-password-ended': '/set-password?token=a',
    'invitation-ended': `/invitations/cni_${'a'.repeat(43)}`,
  }

  describe.each(sizes)('$name', (size) => {
    beforeEach(async () => {
      await context.close()
      await open(size)
    })

    async function look(name: string): Promise<void> {
      await page.screenshot({ path: `reports/${size.name}-${name}.png`, fullPage: true })
      expect(await axe(page)).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(overflow).toBeLessThanOrEqual(size.width)
      expect([...hosts]).toEqual([new URL(app).host])
    }

    test.each(Object.entries(pages))('%s is accessible and fits', async (name, path) => {
      await page.goto(app + path)
      await look(name)
    })

    test('what is wrong with a form is said where it is', async () => {
      await page.goto(`${app}/sign-in`)
      await page.getByLabel('E-mail address').fill('nonsense')
      await page.getByRole('button', { name: 'Mail me a link instead' }).click()
      await page.getByRole('alert').waitFor()
      await look('sign-in-wrong')
      await page.getByRole('alert').getByRole('link').click()
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('email')
    })

    test('the pages of somebody who is signed in', async () => {
      await page.goto(`${app}/sign-in`)
      await page.getByRole('button', { name: 'Look around as its owner' }).click()
      await page.waitForURL(`${app}/w/${DEMO_SLUG}**`)
      // Nobody can break it by what they call things: 80 characters without a blank.
      const link = await page.evaluate(async () => {
        const post = async (path: string, body: object) => {
          const headers = { 'content-type': 'application/json' }
          const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body), headers })
          return answer.json()
        }
        await post('/workspaces', { slug: 'w', name: 'W'.repeat(80) })
        return (await post('/workspaces/w/invitations', { role: 'member' })).link
      })
      await page.goto(link)
      await look('invitation-long-name')
      await page.goto(`${app}/sign-out`)
      await look('sign-out')
    })
  })
})

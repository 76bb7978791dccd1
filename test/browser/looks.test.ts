import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdir } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { DEMO_OWNER } from '../../src/auth/demo-person.ts'
import { demoWorkspace } from '../../src/demo.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { axe } from './axe.ts'
import { hasBrowser, launch } from './browser.ts'
import { originOf, seat, sizes } from './stage.ts'

interface View {
  readonly path: string
  /** What has to be there before one looks. */
  readonly shows: string
  /** What is pressed then, and what that shows. */
  readonly press?: string
  readonly keys?: string
  readonly opens?: string
}

/** Every view beside the chat itself, and every dialog that they open. */
const views: readonly View[] = [
  { path: '/w/demo/r/1?panel=members', shows: 'Aiko Tanaka' },
  { path: '/w/demo/r/1?panel=members', shows: 'Aiko Tanaka', press: 'Add people', opens: 'Done' },
  { path: '/w/demo/r/1?panel=settings', shows: 'Leave room…' },
  { path: '/w/demo/r/1?panel=profile:me', shows: 'Edit your profile' },
  { path: '/w/demo/rooms', shows: 'What concerns all of us' },
  { path: '/w/demo/rooms', shows: 'Create a room', press: 'Create a room', opens: 'Private' },
  { path: '/w/demo/people', shows: '@aiko' },
  { path: '/w/demo/people', shows: '@aiko', press: 'Aiko Tanaka', opens: 'aiko@example.com' },
  { path: '/w/demo/people', shows: '@aiko', press: 'Demo', opens: 'Join with a link' },
  { path: '/w/demo/people', shows: '@aiko', press: 'Add a room', opens: 'Create a room' },
  { path: '/w/demo/people', shows: '@aiko', keys: 'Control+k', opens: 'Priya Raman' },
  { path: '/w/demo/people', shows: '@aiko', keys: '?', opens: 'Anywhere' },
  { path: '/w/demo/mentions', shows: 'Nobody has mentioned you yet' },
  { path: '/w/demo/search', shows: 'What can be typed' },
  { path: '/w/demo/search?q=the+from:maya', shows: 'in General' },
  { path: '/w/demo/settings/profile', shows: 'Leave this workspace' },
  { path: '/w/demo/settings/general', shows: 'Keep messages' },
  { path: '/w/demo/settings/members', shows: 'aiko@example.com' },
  { path: '/w/demo/settings/invitations', shows: 'Nobody is invited' },
  {
    path: '/w/demo/settings/invitations',
    shows: 'Nobody is invited',
    press: 'Invite people',
    opens: 'Only somebody with this address',
  },
  { path: '/w/demo/settings/usage', shows: 'Uploaded files' },
  { path: '/w/demo/settings/export', shows: 'JSON lines' },
  { path: '/w/demo/settings/audit', shows: 'The server' },
  { path: '/w/demo/settings/danger', shows: 'Hand it over' },
  {
    path: '/w/demo/settings/danger',
    shows: 'Hand it over',
    press: 'Delete workspace…',
    opens: 'to confirm',
  },
  { path: '/account/appearance', shows: 'As the system' },
  { path: '/account/security', shows: 'Mail me a link' },
  { path: '/account/sessions', shows: 'This one' },
  { path: '/account/tokens', shows: 'owner of demo' },
  { path: '/account/tokens', shows: 'owner of demo', press: 'Create token', opens: 'It can' },
  { path: '/account/activity', shows: 'created' },
  { path: '/account/delete', shows: 'Delete account…' },
]

const serious = (found: readonly string[]) =>
  found.filter((line) => /^(serious|critical) /.test(line))

/* Every view of the web client beside the chat, at both widths, once light and once dark. Pictures of them are in reports/. */
describe.skipIf(!hasBrowser)('what the web client looks like', () => {
  let browser: Browser
  let server: TestServer
  beforeAll(async () => {
    ;[browser, server] = await Promise.all([launch(), startServer()])
    await demoWorkspace(server.services)
    const lena = await server.person('lena@example.com')
    const name = 'Lena Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtin'
    await lena.api('PATCH', '/workspaces/demo/users/me', { name })
    await mkdir('reports', { recursive: true })
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  async function look(page: Page, view: View): Promise<void> {
    const { path, shows, press, keys, opens = '' } = view
    await page.goto(originOf(server) + path)
    await page.getByText(shows).first().waitFor()
    if (keys !== undefined) await page.keyboard.press(keys)
    else if (press !== undefined)
      await page.getByRole('button', { name: press, exact: true }).first().click()
    else return
    await page.locator('dialog[open], [role=menu]').getByText(opens).first().waitFor()
  }

  test.each(['desktop-light', 'phone-dark'] as const)(
    '%s: nothing serious for axe, nothing beyond the edge, no complaint of the browser',
    async (size) => {
      const options = { ...sizes[size], reducedMotion: 'reduce' } as const
      const { page, complaints, leave } = await seat(
        browser,
        server,
        { email: DEMO_OWNER },
        options,
      )
      const wrong: string[] = []
      for (const view of views) {
        // A phone's sidebar is not beside what is open.
        if (size === 'phone-dark' && (view.press === 'Demo' || view.press === 'Add a room'))
          continue
        await look(page, view)
        const name = [view.path, view.press, view.keys].filter(Boolean).join(' ')
        wrong.push(...serious(await axe(page)).map((line) => `${name}: ${line}`))
        const beyond = await page.evaluate<number>(
          'document.documentElement.scrollWidth - innerWidth',
        )
        if (beyond > 0) wrong.push(`${name}: ${beyond} pixels beyond the edge`)
        const file = name.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')
        await page.screenshot({ path: `reports/${size}-${file}.png` })
      }
      expect(wrong).toEqual([])
      expect(complaints).toEqual([])
      await leave()
    },
    120_000,
  )
})

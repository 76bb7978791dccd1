import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { hasBrowser, launch } from './browser.ts'
import { originOf, seat } from './stage.ts'

/* Finding what was said, whom one looks for, and the way there by keys alone. */
describe.skipIf(!hasBrowser)('finding things in the web client', () => {
  let browser: Browser
  let server: TestServer
  let acme: Team
  let page: Page
  const open = (path: string) => page.goto(`${originOf(server)}/w/acme${path}`)
  beforeAll(async () => {
    ;[browser, server] = await Promise.all([launch(), startServer()])
    acme = await team(server, 'acme')
    const plans = await acme.room([acme.grace, acme.linus], 'Plans')
    const news = await acme.room([acme.grace], 'News')
    await acme.message(acme.grace, plans, 'The <release> notes are ready, @ada')
    await acme.message(acme.ada, news, 'No release today')
    await acme.message(acme.linus, plans, 'Something else')
    ;({ page } = await seat(browser, server, acme.ada))
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  test('words are found and marked, narrowed by filters, and kept in the address', async () => {
    await open('/search')
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('release')
    const found = page.getByRole('list', { name: 'Found messages' }).getByRole('listitem')
    await found.nth(1).waitFor()
    expect(await found.locator('mark').allTextContents()).toEqual(['release', 'release'])
    await page.getByLabel('From', { exact: true }).selectOption('grace')
    await found.nth(1).waitFor({ state: 'detached' })
    // There are none at all until the answer has come.
    await found.first().waitFor()
    expect(await found.allTextContents()).toEqual([
      expect.stringContaining('The <release> notes are ready'),
    ])
    expect(new URL(page.url()).search).toBe('?q=release&from=grace')
    await page.reload()
    await found.first().waitFor()
    expect(await found.count()).toBe(1)
    // Another search begins with nothing, and the words that follow go with the filter of that moment.
    await found.getByRole('link').focus()
    await page.keyboard.press('/')
    const field = page.getByRole('searchbox', { name: 'Search messages' })
    await page.getByText('Nothing was found').or(found.first()).waitFor({ state: 'detached' })
    expect(await field.inputValue()).toBe('')
    await page.keyboard.type('release ')
    await page.getByLabel('From', { exact: true }).selectOption('grace')
    await found.first().waitFor()
    await page.waitForURL('**/search?q=release&from=grace')
    // Perhaps another word follows.
    expect(await field.inputValue()).toBe('release ')
    await found.getByRole('link').click()
    await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor()
    await page.getByRole('log').getByText('notes are ready').waitFor()
  })

  test('nothing found is said; what cannot be asked, too', async () => {
    await open('/search?q=unheard')
    await page.getByText('Nothing was found').waitFor()
    await open(`/search?q=${Array.from({ length: 30 }, (_, at) => `w${at}`).join('+')}`)
    await page.getByText('We could not load').waitFor()
    await page.getByText(/at most \d+ words/).waitFor()
  })

  test('mentions are listed, and lead to their room', async () => {
    await open('/mentions')
    await page.getByRole('link', { name: /notes are ready/ }).click()
    await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor()
  })

  test('a person is found in the directory, looked at, and written to', async () => {
    await open('/people')
    await page.getByLabel('Find people').fill('LINUS')
    await page.getByRole('button', { name: 'linus', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Profile' })
    await dialog.getByText('linus@acme.test').waitFor()
    await dialog.getByRole('button', { name: 'Message' }).click()
    await page.getByRole('heading', { name: 'linus', level: 1 }).waitFor()
  })

  test('the list of people is true while it is looked at', async () => {
    const other = await team(server, 'other')
    const watching = await seat(browser, server, other.ada)
    await watching.go('/w/other/people')
    await watching.page.getByText('3 people').waitFor()
    await other.grace.api('PATCH', `${other.path}/users/me`, { name: 'Grace Hopper' })
    await watching.page.getByRole('button', { name: 'Grace Hopper', exact: true }).waitFor()
    await other.ada.api('DELETE', `${other.path}/users/${other.linus.userId}`)
    await watching.page.getByText('2 people').waitFor()
    await watching.leave()
  })

  test('a few letters and Enter lead to a room; a question mark tells which keys there are', async () => {
    await open('/people')
    await page.getByText('3 people').waitFor()
    await page.keyboard.press('Control+k')
    const field = page.getByRole('combobox', { name: 'A room or a person' })
    await field.fill('new')
    await page.getByRole('option', { name: 'News' }).waitFor()
    expect(await field.getAttribute('aria-activedescendant')).toBe(
      await page.getByRole('option', { name: 'News' }).getAttribute('id'),
    )
    await field.press('Enter')
    await page.getByRole('heading', { name: 'News', level: 1 }).waitFor()
    await page.getByRole('heading', { name: 'News', level: 1 }).click()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })
})

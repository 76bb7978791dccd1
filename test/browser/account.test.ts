import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { axe } from './axe.ts'
import { hasBrowser, launch } from './browser.ts'
import { originOf, seat } from './stage.ts'

/* What is one's own: profile, look, sessions, tokens, and the end of an account. */
describe.skipIf(!hasBrowser)('an account in the web client', () => {
  let browser: Browser
  let server: TestServer
  let acme: Team
  let slug: string
  let page: Page
  let leave: () => Promise<void>
  let teams = 0
  const open = (path: string) => page.goto(originOf(server) + path)
  beforeAll(async () => {
    ;[browser, server] = await Promise.all([launch(), startServer()])
  })
  beforeEach(async () => {
    teams += 1
    slug = `acme-${teams}`
    acme = await team(server, slug)
    ;({ page, leave } = await seat(browser, server, acme.grace))
  })
  afterEach(() => leave())
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  test('a profile is changed; what is wrong with it stands at its field', async () => {
    await open(`/w/${slug}/settings/profile`)
    const save = page.getByRole('button', { name: 'Save' })
    expect(await save.isDisabled()).toBe(true)
    await page.getByLabel('Username').fill('ada')
    await save.click()
    await page
      .getByText(/username.*taken|has this username|already/i)
      .first()
      .waitFor()
    expect(await page.getByLabel('Username').getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('Username').fill('Not one!')
    await save.click()
    await page.getByText('Use lower-case letters').waitFor()
    await page.getByLabel('Username').fill('hopper')
    await page.getByLabel('Name', { exact: true }).fill('Grace Hopper')
    await save.click()
    await page.getByText('Your profile is saved.').first().waitFor()
    expect((await acme.grace.api('GET', `${acme.path}/users/me`)).body).toMatchObject({
      name: 'Grace Hopper',
      username: 'hopper',
    })
    await page.getByRole('button', { name: 'Grace Hopper @hopper' }).waitFor()
  })

  test('the way back from a page of it leads to the list of them, also after a reload', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await open('/account/sessions')
    await page.getByRole('link', { name: 'Your account' }).click()
    const list = page.getByRole('navigation', { name: 'Your account' })
    await list.waitFor()
    await page.reload()
    await list.getByRole('link', { name: 'API tokens' }).click()
    await page.getByRole('heading', { name: 'API tokens' }).waitFor()
    await open('/account/nothing')
    await page.getByText('There is no such page.').waitFor()
    expect(await axe(page)).toEqual([])
  })

  test('the look is chosen, and kept over a reload', async () => {
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    await open('/account/appearance')
    await page.getByText('Dark', { exact: true }).click()
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark')
    const dark = await ground()
    // Before the client itself runs: nobody sees the other one flash by.
    await page.route(/\/main-[^/]+\.js$/, (route) => route.abort())
    await page.reload()
    expect(await ground()).toBe(dark)
    await page.unroute(/\/main-[^/]+\.js$/)
    await page.reload()
    await page.getByRole('radio', { name: 'Dark' }).waitFor()
    expect(await ground()).toBe(dark)
    await page.getByText('Light', { exact: true }).click()
    expect(await ground()).not.toBe(dark)
    await page.getByText('As the system').click()
    expect(await page.getAttribute('html', 'data-theme')).toBeNull()
  })

  test('sessions are listed, and others ended', async () => {
    const [other, another] = [
      await server.person(acme.grace.email),
      await server.person(acme.grace.email),
    ]
    await open('/account/sessions')
    const list = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')
    await list.filter({ hasText: 'This one' }).waitFor()
    const before = await list.count()
    await page
      .getByRole('button', { name: /^End the session/ })
      .first()
      .click()
    await list.nth(before - 1).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await list.nth(1).waitFor({ state: 'detached' })
    for (const { api } of [other, another]) expect((await api('GET', '/me')).status).toBe(401)
    await page.reload()
    await list.filter({ hasText: 'This one' }).waitFor()
  })

  test('a token is made, shown once, works, and is revoked', async () => {
    await open('/account/tokens')
    await page.getByText('You have no tokens').waitFor()
    await page.getByRole('button', { name: 'Create token' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Read').uncheck()
    await dialog.getByLabel('Name').fill('deploy bot')
    await dialog.getByRole('button', { name: 'Create token' }).click()
    await dialog.getByRole('alert').or(dialog.locator('.field-error')).first().waitFor()
    await dialog.getByLabel('Read').check()
    await dialog.getByLabel('In', { exact: true }).selectOption(slug)
    await dialog.getByRole('button', { name: 'Create token' }).click()
    const token = await dialog.getByLabel('deploy bot').inputValue()
    expect(token).toStartWith('cnv_')
    const me = () => server.api('GET', acme.path, undefined, { token })
    expect((await me()).status).toBe(200)
    // A slip of the mouse takes nothing away that is shown only once.
    await page.mouse.click(5, 5)
    await dialog.getByRole('button', { name: 'I have copied it' }).click()
    expect(await page.content()).not.toContain(token)
    await page.getByText(`Only ${slug}`).waitFor()
    await page.getByRole('button', { name: 'Revoke deploy bot' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('You have no tokens').waitFor()
    expect((await me()).status).toBe(401)
  })

  test('an account ends with its address typed', async () => {
    await open('/account/delete')
    await page.getByRole('button', { name: 'Delete account' }).click()
    const dialog = page.getByRole('dialog')
    const end = dialog.getByRole('button', { name: 'Delete account' })
    expect(await end.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill(acme.grace.email)
    await end.click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect((await acme.grace.api('GET', '/me')).status).toBe(401)
  })
})

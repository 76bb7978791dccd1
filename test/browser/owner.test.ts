import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { axe } from './axe.ts'
import { hasBrowser, launch } from './browser.ts'
import { originOf, type Seat, seat, sizes } from './stage.ts'

/* What owners and admins do: people, invitations, settings, the export, and the end of a workspace. */
describe.skipIf(!hasBrowser)('looking after a workspace in the web client', () => {
  let browser: Browser
  let server: TestServer
  let acme: Team
  let slug: string
  let seats: Seat[] = []
  let teams = 0
  const open = (page: Page, path: string) => page.goto(originOf(server) + path)
  beforeAll(async () => {
    ;[browser, server] = await Promise.all([launch(), startServer()])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  beforeEach(async () => {
    teams += 1
    slug = `acme-${teams}`
    acme = await team(server, slug)
  })
  afterEach(async () => {
    await Promise.all(seats.map((one) => one.leave()))
    seats = []
  })

  async function sit(
    person: { readonly email: string },
    path: string,
    size: BrowserContextOptions = sizes['desktop-light'],
  ): Promise<Page> {
    const one = await seat(browser, server, person, size)
    seats.push(one)
    await one.go(path)
    return one.page
  }
  const settings = (section: string) => `/w/${slug}/settings/${section}`

  test('somebody is invited by a link, and accepts it', async () => {
    const ada = await sit(acme.ada, settings('invitations'))
    await ada.getByText('Nobody is invited at the moment').waitFor()
    await ada.getByRole('button', { name: 'Invite people' }).click()
    const dialog = ada.getByRole('dialog')
    await dialog.getByLabel('E-mail address').fill('nobody')
    await dialog.getByRole('button', { name: 'Send invitation' }).click()
    await dialog.locator('.field-error').waitFor()
    await dialog.getByText('By a link').click()
    await dialog.getByLabel('For how many people').fill('2')
    await dialog.getByRole('button', { name: 'Create link' }).click()
    const link = await dialog.getByLabel('Link', { exact: true }).inputValue()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await ada.getByText('used 0 of 2 times').waitFor()

    const linda = await sit({ email: 'linda@example.com' }, '/')
    await linda.getByText('You are in no workspace yet').waitFor()
    await linda.getByRole('button', { name: 'Join with a link' }).click()
    await linda.getByLabel('Link of the invitation').fill(link)
    await linda.getByRole('button', { name: 'Continue' }).click()
    await linda
      .getByRole('dialog', { name: `Join ${slug}` })
      .getByText('Member')
      .waitFor()
    await linda.getByRole('button', { name: 'Join', exact: true }).click()
    await linda.getByText('You are in no room yet').waitFor()

    await ada.reload()
    await ada.getByText('used 1 of 2 times').waitFor()
    await ada.getByRole('button', { name: 'Revoke' }).click()
    await ada.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await ada.getByText('Nobody is invited at the moment').waitFor()
  })

  test('a member becomes an admin, and may look after people; one is removed', async () => {
    const grace = await sit(acme.grace, settings('members'))
    await grace.getByText('it is not for your role').waitFor()
    const ada = await sit(acme.ada, settings('members'))
    await ada.getByLabel('Role of grace').selectOption('admin')
    await ada.getByText('grace is now admin.').first().waitFor()
    // What she may do now is there without a reload.
    await grace.getByLabel('Role of linus').waitFor()
    expect(await grace.getByLabel('Role of ada').count()).toBe(0)
    expect(await grace.getByRole('link', { name: 'Danger zone' }).count()).toBe(0)
    await grace.getByRole('button', { name: 'More about linus' }).click()
    await grace.getByRole('menuitem', { name: 'Remove from the workspace' }).click()
    await grace.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await grace.getByText('linus is removed.').first().waitFor()
    expect((await acme.linus.api('GET', acme.path)).status).toBe(404)
  })

  test('whoever is shown out of a workspace sees nothing of it any more, and may come back', async () => {
    const room = await acme.room([acme.grace, acme.linus])
    await acme.message(acme.ada, room, 'For us alone')
    const path = `/w/${slug}/r/${room.split('/').at(-1)}`
    const [grace, linus] = await Promise.all([
      sit(acme.grace, path),
      sit(acme.linus, path, sizes['phone-dark']),
    ])
    const secret = (page: Page) => page.getByRole('article').getByText('For us alone')
    await Promise.all([grace, linus].map((page) => secret(page).waitFor()))
    await acme.ada.api('DELETE', `${acme.path}/users/${acme.linus.userId}`)
    // Whose connection was not there yet cannot be told why it is refused.
    const out = /^(You are not in this workspace any more|This workspace is gone)$/
    await linus.getByRole('heading', { name: out }).waitFor()
    expect(await linus.getByText('For us alone').count()).toBe(0)
    expect(await axe(linus)).toEqual([])
    await linus.getByRole('link', { name: 'To your workspaces' }).click()
    await linus.getByRole('heading', { name: /workspace/i }).waitFor()

    await acme.ada.api('PUT', `${acme.path}/state`, { state: 'archived' })
    await grace.getByRole('heading', { name: 'This workspace is closed' }).waitFor()
    expect(await grace.getByText('For us alone').count()).toBe(0)
    await grace.getByRole('button', { name: 'Try again' }).click()
    await grace.getByText('This workspace is archived.').waitFor()
    await acme.ada.api('PUT', `${acme.path}/state`, { state: 'active' })
    await grace.getByRole('button', { name: 'Try again' }).click()
    await secret(grace).waitFor()
  })

  test('the last owner stays one, and is told why', async () => {
    const ada = await sit(acme.ada, settings('members'))
    await ada.getByLabel('Role of ada').selectOption('member')
    await ada.getByRole('dialog').getByRole('button', { name: 'Make member' }).click()
    await ada.getByText('A workspace needs an owner').first().waitFor()
    await ada.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(await ada.getByLabel('Role of ada').inputValue()).toBe('owner')
  })

  test('a phone has the list of settings first, then one of them, and the way back', async () => {
    const ada = await sit(acme.ada, `/w/${slug}/settings`, sizes['phone-light'])
    const list = ada.getByRole('navigation', { name: 'Settings' })
    await list.getByRole('link', { name: 'General' }).click()
    await ada.getByLabel('Keep messages').waitFor()
    expect(await list.isVisible()).toBe(false)
    await ada.getByRole('link', { name: 'Settings', exact: true }).click()
    await list.waitFor()
    await list.getByRole('link', { name: 'Members and roles' }).click()
    // A name has room for its syllables, also on the smallest of them.
    await ada.setViewportSize({ width: 320, height: 568 })
    const row = ada.getByRole('listitem').filter({ hasText: acme.grace.email })
    expect((await row.locator('.row-text').boundingBox())?.width).toBeGreaterThan(95)
    await ada.getByRole('link', { name: 'Settings', exact: true }).click()
    expect(await ada.getByLabel('Keep messages').isVisible()).toBe(false)
    await ada.getByRole('link', { name: 'Back' }).click()
    await ada.getByRole('navigation', { name: 'Rooms' }).waitFor()
  })

  test('name, address and retention change', async () => {
    const ada = await sit(acme.ada, settings('general'))
    await ada.getByLabel('Keep messages').selectOption('90')
    await ada.getByRole('button', { name: 'Save' }).last().click()
    await ada.getByText('How long messages are kept is saved.').first().waitFor()
    await ada.getByLabel('Name', { exact: true }).fill('Acme Labs')
    await ada.getByRole('textbox', { name: 'Address' }).fill(`labs-${teams}`)
    await ada.getByRole('button', { name: 'Save' }).first().click()
    await ada.waitForURL(`**/w/labs-${teams}/settings/general`)
    await ada.getByRole('button', { name: 'Acme Labs' }).waitFor()
    expect(await ada.getByLabel('Keep messages').inputValue()).toBe('90')
  })

  test('usage is shown, the export comes down, and the log tells of it', async () => {
    const ada = await sit(acme.ada, settings('usage'))
    await ada.getByRole('heading', { name: 'Storage' }).waitFor()
    expect(await ada.getByRole('progressbar', { name: 'Storage used' }).count()).toBe(1)
    await open(ada, settings('export'))
    const coming = ada.waitForEvent('download')
    await ada.getByRole('link', { name: 'Download' }).click()
    const download = await coming
    expect(download.suggestedFilename()).toBe(`${slug}.db`)
    const bytes = await Bun.file(await download.path()).bytes()
    expect(new TextDecoder().decode(bytes.subarray(0, 15))).toBe('SQLite format 3')
    await open(ada, settings('audit'))
    await ada.getByText('exported the workspace', { exact: true }).waitFor()
    await ada.getByText('created the workspace', { exact: true }).waitFor()
    await ada.getByLabel('Show').selectOption('workspace.created')
    await ada.getByText('exported the workspace', { exact: true }).waitFor({ state: 'detached' })
    await ada.getByText('created the workspace', { exact: true }).waitFor()
  })

  test('a workspace is made read-only, archived and back, handed over, and deleted by typing its address', async () => {
    const ada = await sit(acme.ada, settings('danger'))
    await ada.getByRole('button', { name: 'Make read-only' }).click()
    await ada.getByRole('dialog').getByRole('button', { name: 'Make read-only' }).click()
    await ada.getByRole('button', { name: 'Allow changes…' }).click()
    await ada.getByRole('dialog').getByRole('button', { name: 'Allow changes' }).click()
    await ada.getByRole('button', { name: 'Make read-only…' }).waitFor()

    await ada.getByRole('button', { name: 'Archive' }).click()
    await ada.getByRole('dialog').getByRole('textbox').fill(slug)
    await ada.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
    await ada.getByRole('button', { name: `Take back ${slug}` }).click()
    await ada.getByRole('link', { name: slug }).click()
    await ada.waitForURL(`**/w/${slug}`)
    await open(ada, settings('danger'))

    await ada.getByRole('button', { name: 'Delete workspace' }).click()
    const dialog = ada.getByRole('dialog')
    const end = dialog.getByRole('button', { name: 'Delete workspace' })
    await dialog.getByRole('textbox').fill('acme')
    expect(await end.isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Cancel' }).click()

    await ada.getByRole('button', { name: 'Hand over' }).click()
    await dialog.getByLabel('New owner').selectOption({ label: `grace (${acme.grace.email})` })
    await dialog.getByRole('button', { name: 'Hand over' }).click()
    await ada.getByText(`${slug} has a new owner.`).first().waitFor()
    const grace = await sit(acme.grace, settings('danger'))
    await grace.getByRole('button', { name: 'Delete workspace' }).click()
    await grace.getByRole('dialog').getByRole('textbox').fill(slug)
    await grace.getByRole('dialog').getByRole('button', { name: 'Delete workspace' }).click()
    await grace.getByText('You are in no workspace yet').waitFor()
    expect((await acme.grace.api('GET', acme.path)).status).toBe(404)
  })

  test('a workspace is created, its address after its name', async () => {
    const ada = await sit({ email: 'zoe@example.com' }, '/')
    await ada.getByText('You are in no workspace yet').waitFor()
    expect(await axe(ada)).toEqual([])
    await ada.getByRole('button', { name: 'Create a workspace' }).click()
    const dialog = ada.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Zoë & Friends')
    expect(await dialog.getByLabel('Address').inputValue()).toBe('zoe-friends')
    await dialog.getByRole('button', { name: 'Create workspace' }).click()
    await ada.waitForURL(/\/w\/zoe-friends/)
    await ada.getByRole('button', { name: 'Zoë & Friends' }).waitFor()
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { hasBrowser, launch } from './browser.ts'
import { type Seat, seat } from './stage.ts'

/* Rooms in the web client: making, finding, setting, leaving and deleting them, and who is in them. */
describe.skipIf(!hasBrowser)('rooms in the web client', () => {
  let browser: Browser
  let server: TestServer
  let acme: Team
  let seats: Seat[] = []
  let teams = 0
  beforeAll(async () => {
    ;[browser, server] = await Promise.all([launch(), startServer()])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  afterEach(async () => {
    await Promise.all(seats.map((one) => one.leave()))
    seats = []
  })

  /** A workspace of its own for each test. */
  async function sit(path: string, ...people: readonly ('ada' | 'grace')[]) {
    teams += 1
    acme = await team(server, `acme-${teams}`)
    const made = people.map((who) => seat(browser, server, acme[who]))
    seats = await Promise.all(made)
    await Promise.all(seats.map((one) => one.go(`/w/acme-${teams}${path}`)))
    return seats.map(({ page }) => page) as [Seat['page'], Seat['page']]
  }

  test('one makes a public room, the other finds it and joins', async () => {
    const [ada, grace] = await sit('/rooms', 'ada', 'grace')
    await ada.getByText('No public rooms yet').waitFor()
    await ada.getByRole('button', { name: 'Create a room' }).click()
    const dialog = ada.getByRole('dialog', { name: 'Create a room' })
    await dialog.getByLabel('Name').fill('  ')
    await dialog.getByRole('button', { name: 'Create room' }).click()
    await dialog.getByText(/Must have|Must be/).waitFor()
    expect(await dialog.getByLabel('Name').getAttribute('aria-invalid')).toBe('true')
    await dialog.getByLabel('Name').fill('Launch')
    await dialog.getByLabel('Topic').fill('The first of May')
    await dialog.getByRole('button', { name: 'Create room' }).click()
    await ada.getByRole('heading', { name: 'Launch', level: 1 }).waitFor()
    expect(ada.url()).toMatch(/\/r\/1$/)

    await grace.reload()
    await grace.getByText('One member · The first of May', { exact: false }).waitFor()
    await grace.getByRole('button', { name: 'Join Launch' }).click()
    await grace.getByRole('heading', { name: 'Launch', level: 1 }).waitFor()
    const { body } = await acme.ada.api<{ members: unknown[] }>(
      'GET',
      `${acme.path}/rooms/1/members`,
    )
    expect(body.members).toHaveLength(2)

    // The widest window that shows one thing at a time: the list is one of them.
    await grace.setViewportSize({ width: 768, height: 1024 })
    await grace.getByRole('link', { name: 'To the rooms' }).click()
    await grace.getByRole('link', { name: 'Launch' }).waitFor()
    expect(await grace.getByRole('heading', { name: 'Launch' }).count()).toBe(0)
  })

  test('an admin adds people, makes another admin, and removes one', async () => {
    const [ada] = await sit('', 'ada')
    const room = await acme.room([], 'Plans')
    await ada.goto(`${ada.url().split('/w/')[0]}/w/acme-${teams}/r/1?panel=members`)
    const panel = ada.getByRole('complementary', { name: 'Plans' })
    await panel.getByRole('button', { name: 'Add people' }).click()
    const dialog = ada.getByRole('dialog', { name: 'Add people to Plans' })
    await dialog.getByLabel('Name or username').fill('gra')
    expect(await dialog.getByRole('button', { name: /^Add / }).count()).toBe(1)
    await dialog.getByRole('button', { name: 'Add grace' }).click()
    await dialog.getByRole('button', { name: 'Added grace' }).waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    const grace = panel.getByRole('listitem').filter({ hasText: '@grace' })
    await grace.getByRole('button', { name: 'More about grace' }).click()
    await ada.getByRole('menuitem', { name: 'Make room admin' }).click()
    await grace.getByText('Admin').waitFor()
    const member = `${room}/members/${acme.grace.userId}`
    expect((await acme.ada.api('GET', member)).body).toMatchObject({ role: 'admin' })

    await grace.getByRole('button', { name: 'More about grace' }).press('Enter')
    await ada.keyboard.press('End')
    await ada.keyboard.press('Enter')
    await ada.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await grace.waitFor({ state: 'detached' })
    expect((await acme.ada.api('GET', member)).status).toBe(404)
  })

  test('an admin renames, archives and deletes a room by typing its name', async () => {
    const [ada] = await sit('', 'ada')
    const room = await acme.room([], 'Plans')
    await ada.goto(`${ada.url().split('/w/')[0]}/w/acme-${teams}/r/1?panel=settings`)
    const panel = ada.getByRole('complementary')
    await panel.getByLabel('Name').fill('Better plans')
    await panel.getByLabel('Who can find it').selectOption('public')
    await panel.getByRole('button', { name: 'Save' }).click()
    await ada.getByRole('heading', { name: 'Better plans', level: 1 }).waitFor()
    expect((await acme.ada.api('GET', room)).body).toMatchObject({ visibility: 'public' })

    await panel.getByRole('button', { name: 'Archive room' }).click()
    await ada.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
    await panel.getByText('This room is archived').waitFor()

    await panel.getByRole('button', { name: 'Delete room' }).click()
    const dialog = ada.getByRole('dialog', { name: 'Delete Better plans?' })
    expect(await dialog.getByRole('button', { name: 'Delete room' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Type Better plans to confirm').fill('Better plans')
    await dialog.getByRole('button', { name: 'Delete room' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect((await acme.ada.api('GET', room)).status).toBe(404)
  })

  test('a member sees what a room is, changes nothing, and leaves it', async () => {
    const [grace] = await sit('', 'grace')
    await acme.room([acme.grace], 'Plans')
    await grace.goto(`${grace.url().split('/w/')[0]}/w/acme-${teams}/r/1?panel=settings`)
    const panel = grace.getByRole('complementary')
    await panel.getByText('Only people who are added').waitFor()
    expect(await panel.getByRole('textbox').count()).toBe(0)
    await panel.getByRole('tab', { name: 'Settings' }).press('ArrowLeft')
    await panel.getByText('@ada').waitFor()
    expect(await panel.getByRole('button', { name: /^More about/ }).count()).toBe(0)
    await panel.getByRole('tab', { name: 'Members' }).press('ArrowRight')
    await panel.getByRole('button', { name: 'Leave room' }).click()
    await grace.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
    await grace.getByText('You have left Plans.').first().waitFor()
  })
})

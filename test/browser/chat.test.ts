import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { mkdir } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { axe } from './axe.ts'
import { hasBrowser, launch } from './browser.ts'
import { composer, message, type Seat, say, seat, sizes } from './stage.ts'

/* Two people in one room, each with a browser of their own: what one does the other sees. */
describe.skipIf(!hasBrowser)('a chat between two browsers', () => {
  let browser: Browser
  let server: TestServer
  let acme: Team
  let seats: Seat[] = []
  let rooms = 0
  beforeAll(async () => {
    ;[browser, server] = await Promise.all([launch(), startServer()])
    acme = await team(server, 'acme')
    await acme.ada.api('PATCH', `${acme.path}/users/me`, { name: 'Ada Lovelace' })
    await acme.grace.api('PATCH', `${acme.path}/users/me`, { name: 'Grace Hopper' })
    await mkdir('reports', { recursive: true })
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  afterEach(async () => {
    await Promise.all(seats.map((one) => one.leave()))
    seats = []
  })

  /** A room of its own for each test, with both in it. */
  async function room(): Promise<string> {
    rooms += 1
    const path = await acme.room([acme.grace], `Room ${rooms}`)
    return `/w/acme/r/${path.split('/').at(-1)}`
  }

  async function sit(who: 'ada' | 'grace', path: string, size: keyof typeof sizes) {
    const one = await seat(browser, server, acme[who], sizes[size])
    seats.push(one)
    await one.go(path)
    return one
  }

  test('what one writes, changes, deletes and thinks of it, the other sees', async () => {
    const path = await room()
    const ada = await sit('ada', path, 'desktop-light')
    const grace = await sit('grace', path, 'phone-dark')
    await composer(grace.page).waitFor()
    await say(ada.page, 'Hello, @grace! See https://example.com/a?b=c.')
    const hello = message(grace.page, 'Hello, @grace!')
    await hello.waitFor()
    expect(await hello.getByRole('link').getAttribute('href')).toBe('https://example.com/a?b=c')
    await grace.page.screenshot({ path: 'reports/chat-phone-dark.png' })

    await composer(grace.page).pressSequentially('He')
    await ada.page.getByText('Grace Hopper is typing').waitFor()
    await say(grace.page, '<b>Hello</b>, Ada!')
    await grace.page.getByRole('button', { name: 'Send' }).click()
    await message(ada.page, '<b>Hello</b>, Ada!').waitFor()

    await message(ada.page, 'Hello</b>, Ada!').hover()
    await ada.page.getByRole('button', { name: 'Add a reaction' }).click()
    await ada.page.getByRole('button', { name: 'rocket' }).click()
    await grace.page.getByRole('button', { name: '🚀, 1' }).click()
    await ada.page.getByRole('button', { name: '🚀, 2' }).waitFor()

    await composer(ada.page).press('ArrowUp')
    await ada.page.keyboard.press('End')
    await ada.page.keyboard.type(' Welcome.')
    await ada.page.keyboard.press('Enter')
    await message(grace.page, 'Welcome.').getByText('edited').waitFor()

    await message(ada.page, 'Welcome.').hover()
    await ada.page.getByRole('button', { name: 'More' }).click()
    await ada.page.screenshot({ path: 'reports/chat-desktop-light.png' })
    await ada.page.getByRole('menuitem', { name: 'Delete' }).click()
    await ada.page.getByRole('button', { name: 'Delete' }).click()
    await grace.page.getByText('This message was deleted.').waitFor()

    expect(await axe(ada.page)).toEqual([])
    expect(await axe(grace.page)).toEqual([])
    expect([...ada.complaints, ...grace.complaints]).toEqual([])
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { mkdir } from 'node:fs/promises'
import { axe } from './axe.ts'
import { hasBrowser } from './browser.ts'
import { type ChatScene, chatScene } from './chat-scene.ts'
import { composer, message, say } from './stage.ts'

/* What was written is not lost, whatever comes in between. */
describe.skipIf(!hasBrowser)('a page that is cut off', () => {
  let scene: ChatScene
  beforeAll(async () => {
    scene = await chatScene()
    await mkdir('reports', { recursive: true })
  })
  afterEach(() => scene.clear())
  afterAll(() => scene.stop())

  test('a draft and what was not sent outlive the page, and are sent once', async () => {
    const { path, api } = await scene.room()
    const { page } = await scene.sit('ada', path, 'desktop-light')
    await composer(page).waitFor()
    await page.route('**/messages', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    )
    await say(page, 'Not on its way yet')
    await composer(page).fill('Half a sentence')
    await message(page, 'Not on its way yet').waitFor()
    await page.reload()
    await message(page, 'Not on its way yet').waitFor()
    expect(await composer(page).inputValue()).toBe('Half a sentence')

    // It arrives, but its answer does not: it is sent again, and there once.
    let lost = 0
    await page.route('**/messages', async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue()
      lost += 1
      await route.fetch()
      return route.abort()
    })
    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.reload()
    await answered
    await page.getByText('Sending…').waitFor({ state: 'detached' })
    expect(await message(page, 'Not on its way yet').count()).toBe(1)
    expect(lost).toBe(1)
    const { body } = await scene.acme.ada.api<{ messages: { content: string | null }[] }>(
      'GET',
      `${api}/messages`,
    )
    const contents = body.messages.map(({ content }) => content)
    expect(contents.filter((content) => content === 'Not on its way yet')).toHaveLength(1)
  })

  test('offline it says so, keeps what is written, and sends it when there is a network', async () => {
    const { path } = await scene.room()
    const ada = await scene.sit('ada', path, 'phone-light')
    const grace = await scene.sit('grace', path, 'desktop-light')
    await composer(ada.page).waitFor()
    await ada.page.context().setOffline(true)
    await ada.page.getByText('You are offline.').waitFor()
    for (const text of ['One', 'Two']) {
      await composer(ada.page).fill(text)
      await ada.page.getByRole('button', { name: 'Send' }).click()
    }
    await message(ada.page, 'Two').getByText('Waiting for the connection').waitFor()
    await ada.page.getByText('Your 2 messages are kept and will be sent.').waitFor()
    await ada.page.screenshot({ path: 'reports/offline-phone-light.png' })
    expect(await axe(ada.page)).toEqual([])
    await say(grace.page, 'Where are you?')
    await ada.page.context().setOffline(false)
    await message(grace.page, 'Two').waitFor()
    await message(ada.page, 'Where are you?').waitFor()
    await ada.page.getByText('You are offline.').waitFor({ state: 'detached' })
    expect(await message(ada.page, 'Two').count()).toBe(1)
  })

  test('whose session ends is sent to sign in, comes back, and finds what they had begun', async () => {
    const { path } = await scene.room()
    const { page } = await scene.sit('ada', path, 'phone-dark')
    await composer(page).fill('Half a sentence')
    await scene.acme.ada.api('DELETE', '/me/sessions')
    await page.waitForURL(`**/sign-in?next=${encodeURIComponent(path)}`)
    const { token } = await scene.server.person(scene.acme.ada.email)
    await page
      .context()
      .addCookies([{ name: 'conclave_session', value: token, url: page.url(), sameSite: 'Lax' }])
    await page.reload()
    await page.waitForURL(`**${path}`)
    await composer(page).waitFor()
    expect(await composer(page).inputValue()).toBe('Half a sentence')
  })

  test('who is taken out of a room, and let in again, sees it at once', async () => {
    const { path, api, name } = await scene.room()
    const member = `${api}/members/${scene.acme.grace.userId}`
    const { page, complaints } = await scene.sit('grace', path, 'desktop-dark')
    await composer(page).waitFor()
    let hold: (() => void) | undefined
    await page.route('**/messages', async (route) => {
      if (route.request().method() === 'POST') await new Promise<void>((go) => (hold = go))
      await route.continue()
    })
    await say(page, 'Too late')
    await message(page, 'Too late').waitFor()
    await scene.acme.ada.api('DELETE', member)
    hold?.()
    await page.getByRole('heading', { name: 'You are not in this room' }).waitFor()
    await page.getByText('Not sent, because you are not in its room any more').waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('link', { name }).waitFor({ state: 'detached' })
    await scene.acme.ada.api('PUT', member)
    await page.getByRole('link', { name }).waitFor()
    await composer(page).waitFor()
    // On a phone nothing else is beside it that would lead away.
    await page.setViewportSize({ width: 390, height: 844 })
    await scene.acme.ada.api('DELETE', member)
    await page.getByRole('link', { name: 'Your rooms' }).click()
    await scene.acme.ada.api('PUT', member)
    await page.getByRole('link', { name }).click()
    await composer(page).waitFor()
    expect(await axe(page)).toEqual([])
    // The refusal of the message, which the browser tells of in the console.
    expect(complaints.filter((one) => !one.includes('404'))).toEqual([])
  })
})

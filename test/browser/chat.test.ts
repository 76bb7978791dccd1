import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { mkdir } from 'node:fs/promises'
import { png } from '../harness/images.ts'
import { until } from '../harness/until.ts'
import { axe } from './axe.ts'
import { hasBrowser } from './browser.ts'
import { type ChatScene, chatScene } from './chat-scene.ts'
import { composer, message, say } from './stage.ts'

/* Two people in one room, each with a browser of their own: what one does the other sees. */
describe.skipIf(!hasBrowser)('a chat between two browsers', () => {
  let scene: ChatScene
  beforeAll(async () => {
    scene = await chatScene()
    await mkdir('reports', { recursive: true })
  })
  afterEach(() => scene.clear())
  afterAll(() => scene.stop())

  test('what one writes, changes, deletes and thinks of it, the other sees', async () => {
    const { path } = await scene.room()
    const ada = await scene.sit('ada', path, 'desktop-light')
    const grace = await scene.sit('grace', path, 'phone-dark')
    await composer(grace.page).waitFor()
    await say(ada.page, 'Hello, @grace! See https://example.com/a?b=c.')
    const hello = message(grace.page, 'Hello, @grace!')
    await hello.waitFor()
    expect(await hello.getByRole('link', { name: /example/ }).getAttribute('href')).toBe(
      'https://example.com/a?b=c',
    )
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
    const reactions = ada.page.getByRole('list', { name: 'Reactions' })
    await reactions.getByRole('button', { name: 'Add a reaction' }).click()
    await ada.page.getByRole('dialog', { name: 'Choose an emoji' }).waitFor()
    expect(await axe(ada.page)).toEqual([])
    await ada.page.keyboard.press('Escape')
    await composer(ada.page).focus()

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

  test('a long history is read in both directions, and stays where one looks', async () => {
    const { path, api } = await scene.room()
    const id = Number(path.split('/').at(-1))
    await scene.server.services.tenants.pool.write(scene.acme.tenant, (db) => {
      for (let count = 1; count <= 300; count += 1) {
        const content = `Line ${count}.${' And more of it.'.repeat(count % 7)}`
        db.messages.create({ room_id: id, user_id: scene.acme.grace.userId, content })
      }
    })
    const { page, complaints } = await scene.sit('ada', path, 'desktop-dark')
    const list = page.getByRole('log')
    // More than was loaded is unread: it begins at the end, and tells where it began.
    await message(page, 'Line 300.').waitFor()
    await page.getByRole('button', { name: /to the first of them/ }).click()
    await message(page, 'Line 1.').first().waitFor()
    await page.getByText('New', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Newest' }).click()
    await message(page, 'Line 300.').waitFor()
    await list.focus()
    await page.keyboard.press('Home')
    await page.getByText('This room began').waitFor()
    await page.keyboard.press('PageDown')
    expect(await list.evaluate((box) => box.scrollTop)).toBeGreaterThan(100)
    await page.keyboard.press('End')
    await message(page, 'Line 300.').waitFor()
    expect(await axe(page)).toEqual([])

    // What one reads stays where it is while older pages come in above it. (The very first row may
    // lose its author's name to one above it.)
    const edge = () =>
      list.evaluate((box) => {
        const top = box.getBoundingClientRect().top
        const rows = [...box.querySelectorAll('[data-message]')]
        const row = rows.find((one) => one.getBoundingClientRect().top > top + 100)
        const { top: at = 0 } = row?.getBoundingClientRect() ?? {}
        return { text: row?.textContent?.match(/Line \d+/)?.[0] ?? '', at: at - top }
      })
    const stays = (before: { text: string; at: number }, after: typeof before) => {
      expect(after.text).toBe(before.text)
      expect(Math.abs(after.at - before.at)).toBeLessThan(2)
    }
    // A turn of the wheel goes on for a while.
    const stillness = async () => {
      let [was, is] = [Number.NaN, await list.evaluate((box) => box.scrollTop)]
      while (was !== is) {
        await page.waitForTimeout(100)
        ;[was, is] = [is, await list.evaluate((box) => box.scrollTop)]
      }
    }
    const held: (() => void)[] = []
    await page.route('**/messages?*before=*', async (route) => {
      await new Promise<void>((go) => held.push(go))
      await route.continue()
    })
    await list.hover()
    for (let pages = 0; pages < 3; pages += 1) {
      while (held.length === 0) {
        await page.mouse.wheel(0, -500)
        await page.waitForTimeout(30)
      }
      await stillness()
      const before = await edge()
      const height = await list.evaluate((box) => box.scrollHeight)
      held.pop()?.()
      await page.waitForFunction(
        (known) => (document.querySelector('[role=log]')?.scrollHeight ?? 0) > known + 300,
        height,
      )
      stays(before, await edge())
    }
    // What comes at the end does not move it either, and is told.
    const before = await edge()
    await scene.acme.grace.api('POST', `${api}/messages`, { content: 'Line 301.' })
    await page.getByRole('button', { name: /^1 new message$/ }).waitFor()
    stays(before, await edge())
    // Drawn is only what is seen, and some around it.
    expect(await page.locator('[data-message]').count()).toBeLessThan(80)
    expect(complaints).toEqual([])
  })

  test('what is unread is counted, told in the title, and read when it is seen', async () => {
    const { path, api, name } = await scene.room()
    const { page } = await scene.sit('ada', path, 'desktop-light')
    await composer(page).waitFor()
    const other = await scene.room()
    await page.getByRole('link', { name: other.name, exact: true }).click()
    await page.waitForURL(`**${other.path}`)
    await scene.acme.grace.api('POST', `${api}/messages`, { content: 'First' })
    await scene.acme.grace.api('POST', `${api}/messages`, { content: 'And @ada, second' })
    const link = page.getByRole('link', { name })
    await link.getByText('1 mentions').waitFor()
    expect(await page.title()).toMatch(/^\(\d+\+?\) Room \d+ · acme · Conclave$/)
    await link.click()
    await page.getByText('New', { exact: true }).waitFor()
    await page.waitForFunction(() => !document.querySelector('[aria-current] .count'))
    const id = Number(path.split('/').at(-1))
    await until(async () => {
      const { body } = await scene.acme.ada.api<{ rooms: { id: number; unread_count: number }[] }>(
        'GET',
        `${scene.acme.path}/rooms`,
      )
      return body.rooms.find((one) => one.id === id)?.unread_count === 0
    })
  })

  test('a reply has its thread, by the keyboard alone; whom one mentions is found', async () => {
    const { path } = await scene.room()
    const ada = await scene.sit('ada', path, 'desktop-light')
    const grace = await scene.sit('grace', path, 'desktop-light')
    await say(grace.page, 'Who is in?')
    await message(ada.page, 'Who is in?').waitFor()
    await ada.page.keyboard.press('Shift+Tab')
    await ada.page.getByRole('log').focus()
    await ada.page.keyboard.press('ArrowUp')
    await ada.page.getByRole('button', { name: 'Reply' }).press('Enter')
    await ada.page.keyboard.type('I am, @gr')
    await ada.page.getByRole('option', { name: /Grace Hopper/ }).waitFor()
    await ada.page.screenshot({ path: 'reports/mention-desktop-light.png' })
    expect(await axe(ada.page)).toEqual([])
    await ada.page.keyboard.press('Enter')
    await ada.page.keyboard.type('and you?')
    await ada.page.keyboard.press('Enter')
    await grace.page.getByRole('button', { name: '1 reply' }).click()
    const thread = grace.page.getByRole('complementary', { name: 'Thread' })
    await thread.getByText('I am, @grace and you?').waitFor()
    await thread.getByRole('textbox', { name: 'Reply' }).fill('In the thread')
    await thread.getByRole('textbox', { name: 'Reply' }).press('Enter')
    await message(ada.page, 'In the thread')
      .getByRole('button', { name: /In reply to/ })
      .waitFor()
    await ada.page.getByRole('button', { name: '2 replies' }).waitFor()
    await grace.page.screenshot({ path: 'reports/thread-desktop-light.png' })
    expect(await axe(grace.page)).toEqual([])
    expect([...ada.complaints, ...grace.complaints]).toEqual([])
  })

  test('whoever types on behind a name or an emoji goes on there, however slow the page is', async () => {
    const { path } = await scene.room()
    const { page, complaints } = await scene.sit('ada', path, 'desktop-light')
    await composer(page).fill('Hi , welcome')
    await page.evaluate('window.requestAnimationFrame = () => 0')
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
      await page.keyboard.press(key)
    }
    await page.keyboard.type('@gr')
    await page.getByRole('option', { name: /Grace Hopper/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('and all ')
    expect(await composer(page).inputValue()).toBe('Hi @grace and all , welcome')
    await page.getByRole('button', { name: 'Insert an emoji' }).click()
    await page.getByRole('textbox', { name: 'Find an emoji' }).fill('rocket')
    await page.keyboard.press('Enter')
    await page.keyboard.type('!')
    expect(await composer(page).inputValue()).toBe('Hi @grace and all 🚀!, welcome')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('files are dropped, shown while they are uploaded, and sent', async () => {
    const { path } = await scene.room()
    const ada = await scene.sit('ada', path, 'desktop-light')
    const grace = await scene.sit('grace', path, 'phone-light')
    await composer(ada.page).waitFor()
    const picture = Buffer.from(png(640, 400)).toString('base64')
    const data = await ada.page.evaluateHandle((base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const transfer = new DataTransfer()
      transfer.items.add(new File([bytes], 'plan.png', { type: 'image/png' }))
      transfer.items.add(new File(['It works.'], 'notes.txt', { type: 'text/plain' }))
      return transfer
    }, picture)
    const zone = ada.page.getByRole('log')
    await zone.dispatchEvent('dragenter', { dataTransfer: data })
    await ada.page.getByText('Drop files to attach them').waitFor()
    await zone.dispatchEvent('drop', { dataTransfer: data })
    const files = ada.page.getByRole('list', { name: 'Files' })
    await files.getByText('640', { exact: false }).or(files.getByText('plan.png')).waitFor()
    await files.getByRole('button', { name: 'Remove notes.txt' }).waitFor()
    // What is uploaded outlives the page, too.
    await ada.page.reload()
    await files.getByRole('button', { name: 'Remove plan.png' }).waitFor()
    await ada.page.screenshot({ path: 'reports/attached-desktop-light.png' })
    await say(ada.page, 'Here it is')
    await grace.page.getByRole('img', { name: 'plan.png' }).waitFor()
    await grace.page.getByRole('link', { name: /notes.txt/ }).waitFor()
    await grace.page.screenshot({ path: 'reports/files-phone-light.png' })
    expect(await axe(grace.page)).toEqual([])
    expect([...ada.complaints, ...grace.complaints]).toEqual([])
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { png } from '../harness/images.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { hasBrowser, launch } from './browser.ts'
import { composer, message, type Seat, say, seat } from './stage.ts'

/*
 * Scripts in every text that somebody can leave behind, before the eyes of somebody else. None runs,
 * none becomes an element, and the policy of the page has nothing to stop.
 */

const IMAGE = '"><img src=x onerror=hacked()>'
const SCRIPT = `'"></title></textarea><script>hacked()</script><svg/onload=hacked()>`
const CONTENTS = [
  IMAGE,
  SCRIPT,
  '[x](javascript:hacked()) <a href="javascript:hacked()">y</a> javascript:hacked()',
  'https://evil.test/"onmouseover="hacked() https://evil.test/<script>hacked()</script>',
  '`<img src=x onerror=hacked()>` **<svg/onload=hacked()>** _<b>_ ~~<i>~~ @<script>hacked()</script>',
  '```html\n</code></pre><img src=x onerror=hacked()>\n```',
  'data:text/html,<script>hacked()</script> https://javascript:hacked()@evil.test/',
  '&lt;img src=x onerror=hacked()&gt; &#60;svg/onload=hacked()&#62; \\u003cscript\\u003e',
  '{{constructor.constructor("hacked()")()}} <%= hacked() %>',
]

describe.skipIf(!hasBrowser)('what somebody has left behind', () => {
  let browser: Browser
  let server: TestServer
  let acme: Team
  let room: string
  let number: string
  let first: string
  let invitation: string
  let ada: Seat
  const ran: string[] = []
  beforeAll(async () => {
    ;[browser, server] = await Promise.all([launch(), startServer()])
    acme = await team(server, 'acme')
    await leaveBehind()
    ada = await watched()
  })
  afterAll(async () => {
    await ada.leave()
    await browser.close()
    await server.stop()
  })

  /** Ada's browser, which tells of every script that has run. */
  async function watched(): Promise<Seat> {
    const one = await seat(browser, server, acme.ada)
    await one.page.context().exposeBinding('hacked', ({ page }) => void ran.push(page.url()))
    one.page.on('dialog', (dialog) => {
      ran.push(dialog.message())
      void dialog.dismiss()
    })
    return one
  }

  /** In every field that takes text, by somebody else where there is somebody else. */
  async function leaveBehind(): Promise<void> {
    const { ada: owner, grace, linus, path } = acme
    const done = async (answering: Promise<{ status: number; body: unknown }>) => {
      const { status, body } = await answering
      if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
      return body as { id: string; token: string }
    }
    await done(owner.api('PATCH', path, { name: `Acme ${SCRIPT}` }))
    await done(grace.api('PATCH', `${path}/users/me`, { name: IMAGE }))
    await done(linus.api('PATCH', `${path}/users/me`, { name: `${SCRIPT}` }))
    room = await acme.room([grace, linus], `General ${IMAGE}`)
    number = room.split('/').at(-1) ?? ''
    await done(owner.api('PATCH', room, { topic: SCRIPT }))
    const open = { name: `Open ${SCRIPT}`, type: 'group', visibility: 'public', topic: IMAGE }
    await done(grace.api('POST', `${path}/rooms`, open))
    first = (await acme.message(grace, room, `First ${IMAGE}`)).split('/').at(-1) ?? ''
    for (const content of CONTENTS) {
      await done(grace.api('POST', `${room}/messages`, { content: `@ada ${content}` }))
      const reply = { content, reply_to_id: Number(first) }
      await done(linus.api('POST', `${room}/messages`, reply))
    }
    await done(grace.api('PATCH', `${room}/messages/${first}`, { content: `Changed ${SCRIPT}` }))
    for (const [name, bytes] of [
      [`${IMAGE}.png`, png(30, 20)],
      [`${SCRIPT}.html`, new TextEncoder().encode(SCRIPT)],
    ] as const) {
      const query = new URLSearchParams({ filename: name })
      const file = await done(grace.api('POST', `${path}/files?${query}`, bytes))
      const type = name.endsWith('png') ? 'image' : 'file'
      await done(grace.api('POST', `${room}/messages`, { type, file_id: file.id, content: IMAGE }))
    }
    const direct = await grace.api<{ id: number }>('PUT', `${path}/direct-rooms/${owner.userId}`)
    await done(grace.api('POST', `${path}/rooms/${direct.body.id}/messages`, { content: IMAGE }))
    await done(owner.api('POST', '/me/tokens', { label: IMAGE, scopes: ['read'] }))
    const invited = { role: 'member', email: "o'hara+&{}`|~@acme.test" }
    await done(owner.api('POST', `${path}/invitations`, invited))
    invitation = (await done(owner.api('POST', `${path}/invitations`, { role: 'member' }))).token
    const { auth } = server.services
    await auth.database.write(() => auth.sessions.create(owner.id, { userAgent: SCRIPT }))
  }

  const inClient = (): readonly string[] => [
    '/',
    '/w/acme',
    `/w/acme/r/${number}`,
    `/w/acme/r/${number}?panel=members`,
    `/w/acme/r/${number}?panel=settings`,
    `/w/acme/r/${number}?panel=thread:${first}`,
    `/w/acme/r/${number}?panel=profile:${acme.grace.userId}`,
    `/w/acme/r/${number}?panel=${encodeURIComponent(`profile:${SCRIPT}`)}`,
    `/w/acme/r/${encodeURIComponent(IMAGE)}`,
    `/w/${encodeURIComponent(SCRIPT)}`,
    '/w/acme/rooms',
    '/w/acme/people',
    '/w/acme/mentions',
    '/w/acme/search?q=hacked',
    `/w/acme/search?q=${encodeURIComponent(`${IMAGE} img`)}`,
    ...['profile', 'general', 'members', 'invitations', 'usage', 'audit', 'export', 'danger'].map(
      (section) => `/w/acme/settings/${section}`,
    ),
    ...['appearance', 'security', 'sessions', 'tokens', 'activity', 'delete'].map(
      (section) => `/account/${section}`,
    ),
  ]

  const onServer = (): readonly string[] => [
    `/invitations/${invitation}`,
    `/sign-out?next=${encodeURIComponent('javascript:hacked()')}`,
    `/sign-in?error=${encodeURIComponent(SCRIPT)}&next=${encodeURIComponent(`/${IMAGE}`)}`,
    `/check-mail?email=${encodeURIComponent(IMAGE)}&next=${encodeURIComponent(SCRIPT)}`,
    `/auth/error?error=${encodeURIComponent(SCRIPT)}`,
    `/auth/confirm?email=${encodeURIComponent(IMAGE)}&token=${encodeURIComponent(SCRIPT)}`,
    `/forgotten-password?email=${encodeURIComponent(SCRIPT)}`,
    `/swagger?url=${encodeURIComponent('data:application/json,{}')}`,
  ]

  test('is text to the client, wherever it shows it', async () => {
    await lookAt(inClient(), 'networkidle')
    // Otherwise it would have looked at nothing.
    await ada.go(`/w/acme/r/${number}`)
    await message(ada.page, 'First').or(message(ada.page, 'Changed')).first().waitFor()
    await message(ada.page, CONTENTS[2] ?? '')
      .first()
      .waitFor()
    expect(await ada.page.title()).toContain('onerror=hacked()')
  })

  test('is text to the pages of the server', async () => {
    await lookAt(onServer(), 'load')
  })

  test('and what comes while one looks is, too', async () => {
    const empty = await acme.room([acme.grace], `Live ${SCRIPT}`)
    const path = `/w/acme/r/${empty.split('/').at(-1)}`
    await ada.go(path)
    await composer(ada.page).waitFor()
    const grace = await seat(browser, server, acme.grace)
    await grace.go(path)
    await composer(grace.page).pressSequentially('ty')
    await ada.page.getByText(`${IMAGE} is typing`).waitFor()
    await say(grace.page, `At last ${IMAGE}`)
    await message(ada.page, `At last ${IMAGE}`).waitFor()
    await composer(ada.page).fill('@')
    await ada.page.getByRole('option').first().waitFor()
    await requireHarmless(ada.page)
    await grace.leave()
    expect([...ran, ...ada.complaints, ...grace.complaints]).toEqual([])
  })

  test('would be noticed if it were an element', async () => {
    const { page } = ada
    await page.evaluate(() => {
      const box = document.createElement('div')
      box.innerHTML = '<button onclick="hacked()">Planted</button>'
      document.body.prepend(box)
    })
    await expect(requireHarmless(page)).rejects.toThrow('onclick')
    await page.getByText('Planted').dispatchEvent('click')
    // The policy stops it, and says so.
    while (!ada.complaints.some((one) => one.includes('Content Security Policy'))) {
      await Bun.sleep(5)
    }
    expect(ran).toEqual([])
  })

  /** In four browsers, because most of the time they wait. */
  async function lookAt(paths: readonly string[], until: 'load' | 'networkidle'): Promise<void> {
    const left = [...paths]
    const tour = async () => {
      const { page, complaints, go, leave } = await watched()
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        await go(path)
        await page.waitForLoadState(until)
        await requireHarmless(page)
        // Some of these addresses lead nowhere.
        const found = complaints.splice(0).filter((one) => !/status of 4\d\d/.test(one))
        expect([path, ...ran, ...found]).toEqual([path])
      }
      await leave()
    }
    await Promise.all([tour(), tour(), tour(), tour()])
  }
})

/** @throws Error where a text has become an element that runs something, or leads to it */
async function requireHarmless(page: Page): Promise<void> {
  const planted = await page.evaluate(() => {
    const runs = (element: Element) =>
      [...element.attributes].some(({ name, value }) => {
        const leads = ['href', 'src', 'action', 'formaction', 'xlink:href'].includes(name)
        return name.startsWith('on') || (leads && /^\s*(javascript|data|vbscript):/i.test(value))
      })
    return [...document.querySelectorAll('*')]
      .filter((one) => runs(one) || one.matches('script:not([src]), iframe, object, embed'))
      .filter((one) => !one.matches('img[src^="data:image/"]'))
      .map((one) => one.outerHTML.slice(0, 200))
  })
  if (planted.length > 0) throw new Error(`${page.url()}: ${planted.join('\n')}`)
}

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdir } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { token } from '../http/sample-app.ts'
import { type SampleServer, sampleServer } from '../http/sample-server.ts'
import { hasBrowser, launch } from './browser.ts'

describe.skipIf(!hasBrowser)('Swagger UI in a real browser', () => {
  let server: SampleServer
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  const hosts = new Set<string>()

  beforeAll(async () => {
    server = sampleServer()
    browser = await launch()
    page = await browser.newPage({ viewport: { width: 1200, height: 1500 } })
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`))
    page.on('request', (request) => {
      const url = new URL(request.url())
      // Pictures in the style sheet are data: URLs, which have no host.
      if (url.protocol !== 'data:') hosts.add(url.host)
    })
    await page.goto(`${server.url}/swagger`)
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  test('shows every operation, without a complaint and without another host', async () => {
    await page.locator('.opblock').first().waitFor()
    expect(await page.locator('.info .title').textContent()).toContain('Conclave')
    expect(await page.locator('.opblock').count()).toBe(6)
    expect(complaints).toEqual([])
    expect([...hosts]).toEqual([new URL(server.url).host])
  })

  test('Authorize with a token, then Try it out sends and reads a message', async () => {
    await page.locator('button.authorize').first().click()
    // The other way in is the cookie of a session, which the browser sends by itself.
    const bearer = page
      .locator('.auth-container')
      .filter({ has: page.locator('#auth-bearer-value') })
    await bearer.locator('input').fill(token)
    await bearer.locator('.auth-btn-wrapper .authorize').click()
    await page.locator('.auth-btn-wrapper .btn-done').first().click()

    const send = page.locator('#operations-Messages-sendMessage')
    await send.locator('.opblock-summary-control').click()
    await send.locator('tr[data-param-name="workspace"] input').fill('acme')
    await send.locator('tr[data-param-name="room"] input').fill('1')
    await send.locator('.body-param textarea').fill('{"content":"Hello from the browser"}')
    await send.locator('.execute').click()
    const answer = send.locator('.live-responses-table .response')
    await answer.waitFor()
    expect(await answer.locator('.response-col_status').textContent()).toStartWith('201')
    expect(await answer.textContent()).toContain('Hello from the browser')
    expect(complaints).toEqual([])
    expect([...hosts]).toEqual([new URL(server.url).host])
  })

  test('a picture of it is kept for whoever wants to look', async () => {
    await mkdir('reports', { recursive: true })
    await page.screenshot({ path: 'reports/swagger.png' })
    expect(await Bun.file('reports/swagger.png').exists()).toBe(true)
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { cleanUp, startServerProcess, temporaryDirectory } from '../harness/process.ts'
import { hasBrowser, launch } from './browser.ts'
import { composer, message, say } from './stage.ts'

/* The server goes away under an open page and comes back, on the same port, with the same data. */
describe.skipIf(!hasBrowser)('a server that is killed and started again', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())
  afterEach(cleanUp)

  test('is noticed, and what was written meanwhile is sent, once', async () => {
    const dataDir = temporaryDirectory()
    const first = await startServerProcess({ dataDir })
    const { port } = new URL(first.url)
    const context = await browser.newContext()
    const page = await context.newPage()
    // A first visit to a development server: one click, and there is something to look at.
    await page.goto(`http://localhost:${port}/`)
    await page.getByRole('button', { name: 'Look around as its owner' }).click()
    await page.waitForURL('**/w/demo/r/*')
    await say(page, 'Before')
    await message(page, 'Before').waitFor()
    const tab = await context.newPage()
    await tab.goto(page.url())
    await message(tab, 'Before').waitFor()

    await first.kill()
    await page.getByText(/connection is lost/).waitFor()
    await say(page, 'Meanwhile')
    await message(page, 'Meanwhile').getByText('Waiting for the connection').waitFor()
    await startServerProcess({ dataDir, env: { PORT: port } })
    await message(tab, 'Meanwhile').waitFor()
    await page.getByText(/connection is lost/).waitFor({ state: 'detached' })
    await say(tab, 'After')
    await message(page, 'After').waitFor()
    for (const one of [page, tab]) {
      // The other tab shows it as long as it waits, and then as soon as it is connected itself.
      await message(one, 'Meanwhile')
        .getByText(/Waiting|Sending/)
        .waitFor({ state: 'detached' })
      await message(one, 'Meanwhile').waitFor()
      expect(await message(one, 'Meanwhile').count()).toBe(1)
      expect(await composer(one).inputValue()).toBe('')
    }
    await context.close()
  })
})

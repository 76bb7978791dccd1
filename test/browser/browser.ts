import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Whether there is a browser to test with. When there is not, one line says so. */
export const hasBrowser = existsSync(executablePath)
if (!hasBrowser) {
  console.warn(`skipped: no Chromium at ${executablePath}; set CHROMIUM to its path`)
}

/** A real Chromium that talks to nobody of its own accord. */
export function launch() {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

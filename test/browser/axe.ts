import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/**
 * What axe-core finds wrong with a page for people with disabilities
 * (https://github.com/dequelabs/axe-core), one line each. It runs beside the
 * page's policy, not within it.
 */
export async function axe(page: Page): Promise<string[]> {
  // An expression of the browser's console: no script element, which the policy would refuse.
  await page.evaluate(source)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  return violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  )
}

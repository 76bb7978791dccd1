import { expect, test } from 'bun:test'
import { TestFleet } from './harness.ts'

const REST_AFTER = 1_500

/** By a process of its own: to close a file takes the locks away that this one has on it. */
async function overwrite(path: string, text: string, other: string): Promise<void> {
  const writer = Bun.spawn([
    process.execPath,
    '-e',
    `const { openSync, readFileSync, writeSync } = require('node:fs')
     const [path, text, other] = process.argv.slice(1)
     const bytes = readFileSync(path)
     for (let at; (at = bytes.indexOf(text)) >= 0;) bytes.write(other, at)
     writeSync(openSync(path, 'r+'), bytes)`,
    path,
    text,
    other,
  ])
  expect(await writer.exited).toBe(0)
}

test('what is used keeps its pages; what nobody uses for a while gives them back, and stays open', async () => {
  await using fleet = new TestFleet({ timings: { restAfter: REST_AFTER } })
  const id = await fleet.create('acme')
  await fleet.add(id, 'said-before')
  await fleet.pool.evict(id)
  expect(await fleet.users(id)).toEqual(['said-before'])

  const using = setInterval(() => void fleet.users(id), 20)
  try {
    // Behind SQLite's back: that is not seen as long as the pages are kept.
    await overwrite(fleet.directory.database(id), 'said-before', 'said-behind')
    await Bun.sleep(1.5 * REST_AFTER)
    expect(await fleet.users(id)).toEqual(['said-before'])
  } finally {
    clearInterval(using)
  }
  await Bun.sleep(1.5 * REST_AFTER)
  expect(await fleet.users(id)).toEqual(['said-behind'])
  await fleet.add(id, 'said-later')
  expect(await fleet.users(id)).toEqual(['said-behind', 'said-later'])
  expect(fleet.pool.statistics()).toMatchObject({ open: 1, evicted: 1 })
})

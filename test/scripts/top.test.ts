import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Look } from '../../scripts/top/look.ts'
import { picture } from '../../scripts/top/picture.ts'
import { ratesBetween } from '../../scripts/top/rates.ts'
import type { ServerGlance } from '../../src/control/glance.ts'
import { openChat, say } from '../harness/chat.ts'
import { startLoad } from '../harness/load.ts'
import {
  cleanUp,
  eventually,
  runScript,
  type ServerProcess,
  startServerProcess,
  temporaryDirectory,
} from '../harness/process.ts'
import { LATEST } from '../harness/stale-fleet.ts'
import { runOnTerminal, whyNoTerminal } from './terminal.ts'

/** With acme, in which somebody writes, bad, whose file is gone, and demo. */
let server: ServerProcess
let look: Look
beforeAll(async () => {
  server = await startServerProcess()
  const acme = await openChat(server, 'acme')
  const bad = await openChat(server, 'bad')
  renameSync(dirname(bad.file), `${dirname(bad.file)}-aside`)
  await eventually(async () => (await say(server, bad, 'lost')).status === 503 || undefined)
  // The file that was open is given up; now it cannot be opened.
  expect((await say(server, bad, 'lost')).status).toBe(503)
  const load = startLoad(server.url, [acme], { clientsPerChat: 1 })
  const { status, stdout, stderr } = await runScript('top', ['--json'], server)
  await load.stop()
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  look = JSON.parse(stdout) as Look
})
afterAll(cleanUp)

test('shows the server, what it does each second, and which workspaces are used', () => {
  const { server: it, rates } = look
  expect(it).toMatchObject({ pid: server.pid, backups: null })
  expect(rates.seconds).toBeGreaterThan(0.9)
  expect(rates.requests).toBeGreaterThan(0)
  expect(rates.commits).toBeGreaterThan(0)
  expect(rates.units_per_commit).toBe(1)
  expect(rates.pool_hits).toBe(1)
  expect(rates.request_seconds_p99).toBeGreaterThan(0)
  expect(it.busiest[0]).toMatchObject({ slug: 'acme' })
  expect(it.slowest.map(({ slug }) => slug)).toContain('acme')
  expect(it.failing).toEqual([{ slug: 'bad', reason: expect.stringContaining('missing') }])
})

test('and the fleet: states, versions, sizes, use and migrations', () => {
  const { fleet } = look
  expect(fleet).toMatchObject({
    workspaces: 3,
    states: { active: 3 },
    versions: { [LATEST]: 3 },
    latest_version: LATEST,
    opened_within: { hour: 3, day: 3, week: 3 },
    migration_run: null,
    migration_failures: [],
  })
  expect(fleet.largest.map(({ slug }) => slug).toSorted()).toEqual(['acme', 'bad', 'demo'])
  expect(fleet.bytes).toBeGreaterThan(0)
  expect(fleet.log_bytes).toBeGreaterThan(0)
})

test('prints that for people where there is no terminal, and lets no control character through', () => {
  const evil = { ...look.server, failing: [{ slug: 'bad', reason: 'no \x1b[2Jtable\nfoo' }] }
  const text = picture({ ...look, server: evil }).join('\n')

  expect(text).toStartWith(`Conclave, process ${server.pid}, up `)
  for (const one of [/^ {2}requests +\d/m, /^ {2}states +active 3$/m, /^FAILED$/m, /^ {2}acme /m]) {
    expect(text).toMatch(one)
  }
  expect(text).toContain(' no  [2Jtable foo')
  expect(text).not.toContain('\x1b')
})

test('shares the lines of a terminal among all lists', () => {
  const used = Array.from({ length: 10 }, (_, number) => ({
    slug: `w${number}`,
    requests_per_second: 1,
    mean_seconds: 0.001,
    slowest_seconds: 0.01,
  }))
  const lines = picture({ ...look, server: { ...look.server, busiest: used, slowest: used } }, 40)
  const titles = lines.map((line) => /^[A-Z]{5,}/.exec(line)?.[0]).filter(Boolean)

  expect(titles).toEqual(['FAILED', 'BUSIEST', 'SLOWEST', 'LARGEST'])
  expect(lines.length).toBeLessThanOrEqual(40)
})

test('rates are of the time between two looks, and of one server', () => {
  const earlier: ServerGlance = { ...look.server, seconds: 6 }
  const later: ServerGlance = {
    ...earlier,
    seconds: 8,
    requests: {
      answered: look.server.requests.answered + 200,
      failed: look.server.requests.failed + 2,
      seconds: look.server.requests.seconds.map((bucket, index) =>
        index === 1 ? { ...bucket, count: bucket.count + 200 } : bucket,
      ),
    },
  }
  const rates = ratesBetween(earlier, later)
  expect(rates).toMatchObject({ requests: 100, failed_requests: 1, request_seconds_p99: 0.0025 })
  expect(rates).toMatchObject({ commits: 0, units_per_commit: null, pool_hits: null })

  const restarted = { ...later, pid: later.pid + 1, seconds: 10 }
  expect(ratesBetween(earlier, restarted).requests).toBe(later.requests.answered / 10)
})

const why = whyNoTerminal()
if (why) console.log(`skipped: ${why}`)

test.skipIf(why !== null)('on a terminal it stays until somebody presses q', async () => {
  const { status, stdout } = await runOnTerminal('top', ['--every', '0.1'], 'q', server)

  expect(status).toBe(0)
  const [, shown = '', left = ''] = stdout
    .replace('\x1b[?1049h', '\x1b[?1049l')
    .split('\x1b[?1049l')
  expect(shown).toContain('Conclave, process')
  // What it showed last stays on the screen that was there before.
  expect(left).toStartWith('Conclave, process')
  expect(left).not.toContain('\x1b')
})

test('says in a line what is missing or wrong', async () => {
  const nowhere = join(temporaryDirectory(), 'nowhere')
  const stopped = join(temporaryDirectory(), 'stopped')
  await runScript('tenant-create', ['acme'], { dataDir: stopped })
  const answers = await Promise.all([
    runScript('top', [], { dataDir: nowhere }),
    runScript('top', [], { dataDir: stopped }),
    runScript('top', ['--json'], { dataDir: stopped }),
    runScript('top', ['--every', 'now'], { dataDir: stopped }),
  ])
  const none = `no server runs on ${stopped}: start one with npm start, or set DATA_DIR`

  expect(answers.map(({ status }) => status)).toEqual([1, 1, 1, 2])
  expect(answers.map(({ stdout }) => stdout)).toEqual(['', '', '', ''])
  expect(answers[0]?.stderr).toContain('holds no workspaces')
  expect(answers[1]?.stderr).toBe(`top: ${none}\n`)
  expect(JSON.parse(answers[2]?.stderr ?? '')).toEqual({ error: none })
  expect(answers[3]?.stderr).toStartWith('top: --every is a number of seconds')
  expect(existsSync(nowhere)).toBe(false)
})

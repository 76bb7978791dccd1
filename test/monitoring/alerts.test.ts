import { afterAll, beforeAll, expect, test } from 'bun:test'
import { renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openChat, say } from '../harness/chat.ts'
import {
  cleanUp,
  eventually,
  type ServerProcess,
  spawn,
  startServerProcess,
  temporaryDirectory,
} from '../harness/process.ts'
import { type Prometheus, startPrometheus, whyNoPrometheus } from '../harness/prometheus.ts'
import { type AlertCase, alertCases } from './alert-cases.ts'

const ROOT = join(import.meta.dir, '../..')
const RULES = join(ROOT, 'deploy/prometheus/alerts.yml')
const METRICS_TOKEN = 'a token of whoever scrapes'

const missing = whyNoPrometheus
if (missing !== null) console.log(`alerts are not tried: ${missing}`)

const rules = await Bun.file(RULES).text()
const page = await Bun.file(join(ROOT, 'docs/monitoring.md')).text()
const alerts = [...rules.matchAll(/^ +- alert: (\w+)$/gm)].map(([, name = '']) => name)

let server: ServerProcess
let prometheus: Prometheus
let metrics: string[]
beforeAll(async () => {
  const env = { METRICS_TOKEN, BACKUP_DIR: temporaryDirectory(), BACKUP_EVERY: '24h' }
  server = await startServerProcess({ env })
  // It takes five seconds to find what it is to scrape, in which the other tests are over.
  if (missing === null) prometheus = await startPrometheus(new URL(server.url).host, METRICS_TOKEN)
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
  const text = await (await fetch(`${server.url}/metrics?top=1`, { headers })).text()
  metrics = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name)
})
afterAll(cleanUp)

/** What `promtool test rules` reads, which YAML is that JSON is. */
function testOf(alert: string, series: AlertCase['fires'], minutes: number, firing: boolean) {
  return {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({
      series: `${name.replace(/}$/, '')}${name.includes('{') ? ',' : '{'}instance="a",job="conclave"}`,
      values,
    })),
    promql_expr_test: [
      {
        expr: `count(ALERTS{alertname="${alert}",alertstate="firing"})`,
        eval_time: `${minutes}m`,
        exp_samples: firing ? [{ labels: '{}', value: 1 }] : [],
      },
    ],
  }
}

test('each alert has a case in which it fires, and a row that says what to do', () => {
  const described = [...page.matchAll(/^\| `(Conclave\w+)`/gm)].map(([, name = '']) => name)

  expect(Object.keys(alertCases)).toEqual(alerts)
  expect(described).toEqual(alerts)
})

test('alerts ask for metrics that the server has, and the page describes each metric', () => {
  const asked = new Set(
    [...rules.matchAll(/\b(?:conclave|process)_\w+/g)].map(([name]) =>
      name.replace(/_(bucket|count|sum)$/, ''),
    ),
  )
  const cells = [...page.matchAll(/^\| (`(?:conclave|process)_[^|]+)\|/gm)].map(([, cell]) => cell)
  const described = [...cells.join().matchAll(/`((?:conclave|process)_\w+)/g)].map(
    ([, name = '']) => name,
  )

  expect([...asked].filter((name) => !metrics.includes(name))).toEqual([])
  expect(described.toSorted()).toEqual(metrics.toSorted())
})

test.skipIf(missing !== null)('each alert fires when it should, and only then', async () => {
  const tests = Object.entries(alertCases).flatMap(([alert, { fires, quiet, minutes }]) => [
    testOf(alert, fires, minutes, true),
    testOf(alert, quiet, minutes, false),
  ])
  const file = join(temporaryDirectory(), 'tests.yml')
  writeFileSync(file, JSON.stringify({ rule_files: [RULES], tests }))
  const { status, stdout, stderr } = await spawn(['promtool', 'test', 'rules', file]).ended

  expect(stdout + stderr).toContain('SUCCESS')
  expect(status).toBe(0)
})

test.skipIf(missing !== null)(
  'a real Prometheus raises the alarm when a file is gone, and when the server is',
  async () => {
    const { value, firing, rules: read } = prometheus
    await eventually(async () => (await value('up{job="conclave"}')) === 1 || undefined)
    const evaluated = await eventually(async () => {
      const all = await read()
      return all.every(({ health }) => health !== 'unknown') ? all : undefined
    })
    expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([])
    expect(await firing()).not.toContain('ConclaveDown')
    expect(await firing()).not.toContain('ConclaveCannotOpen')

    const chat = await openChat(server, 'acme')
    await say(server, chat, 'hello')
    const sent = 'sum(conclave_http_requests_total{status="201",route=~".*/messages"})'
    await eventually(async () => (await value(sent)) === 1 || undefined)

    renameSync(dirname(chat.file), `${dirname(chat.file)}-aside`)
    await eventually(async () => {
      await say(server, chat, 'into the void')
      return (await firing()).includes('ConclaveCannotOpen') || undefined
    })

    await server.kill()
    await eventually(async () => (await firing()).includes('ConclaveDown') || undefined)
  },
)

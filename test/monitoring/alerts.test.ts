import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer, type TestServer } from '../harness/server.ts'
import { type AlertCase, alertCases } from './alert-cases.ts'

const ROOT = join(import.meta.dir, '../..')
const RULES = join(ROOT, 'deploy/prometheus/alerts.yml')

const promtool = Bun.which('promtool')
if (promtool === null) console.log('skipped: promtool is not installed (Debian package prometheus)')

const rules = await Bun.file(RULES).text()
const page = await Bun.file(join(ROOT, 'docs/monitoring.md')).text()
const alerts = [...rules.matchAll(/^ +- alert: (\w+)$/gm)].map(([, name = '']) => name)

let server: TestServer
let metrics: string[]
let directory: string
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'conclave-alerts-'))
  server = await startServer()
  const text = (await server.api<string>('GET', '/metrics?top=1')).body
  metrics = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name)
  // Only where there is a schedule of backups.
  const all = await Bun.file(join(ROOT, 'src/modules/metrics/all-metrics.ts')).text()
  metrics.push(...[...all.matchAll(/'(conclave_backup\w+)'/g)].map(([, name = '']) => name))
})
afterAll(async () => {
  await server.stop()
  rmSync(directory, { recursive: true })
})

function promtoolRun(...args: string[]) {
  const { exitCode, stdout, stderr } = Bun.spawnSync([promtool as string, ...args])
  return { exitCode, output: `${stdout}${stderr}` }
}

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

test.skipIf(promtool === null)('each alert fires when it should, and only then', () => {
  const tests = Object.entries(alertCases).flatMap(([alert, { fires, quiet, minutes }]) => [
    testOf(alert, fires, minutes, true),
    testOf(alert, quiet, minutes, false),
  ])
  const file = join(directory, 'tests.yml')
  writeFileSync(file, JSON.stringify({ rule_files: [RULES], tests }))
  const { exitCode, output } = promtoolRun('test', 'rules', file)

  expect(output).toContain('SUCCESS')
  expect(exitCode).toBe(0)
})

test.skipIf(promtool === null)(
  'promtool takes the configuration that is given as an example',
  () => {
    const config = join(ROOT, 'deploy/prometheus/prometheus.yml')
    const { exitCode, output } = promtoolRun('check', 'config', '--syntax-only', config)

    expect(output).not.toContain('FAILED')
    expect(exitCode).toBe(0)
  },
)

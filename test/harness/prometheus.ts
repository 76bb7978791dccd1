import { join, resolve } from 'node:path'
import { eventually, spawn, temporaryDirectory } from './process.ts'

/** A Prometheus that scrapes one server as deploy/prometheus has it, only in a hurry. */
export interface Prometheus {
  /** The value of an expression that has one, undefined while it has none. */
  value(expression: string): Promise<number | undefined>
  /** Alerts that fire now, by name. */
  firing(): Promise<string[]>
  /** Every rule, and whether Prometheus could evaluate it on what the server gives. */
  rules(): Promise<{ readonly name: string; readonly health: string }[]>
}

const DEPLOY = resolve(import.meta.dir, '../../deploy/prometheus')

/** Why it cannot be tried here, or null. */
export const whyNoPrometheus = ['prometheus', 'promtool'].every((name) => Bun.which(name) !== null)
  ? null
  : 'promtool and prometheus are not installed (Debian package prometheus)'

/** @param server `127.0.0.1:3000` */
export async function startPrometheus(server: string, token: string): Promise<Prometheus> {
  const home = temporaryDirectory()
  const example = await Bun.file(join(DEPLOY, 'prometheus.yml')).text()
  const rules = await Bun.file(join(DEPLOY, 'alerts.yml')).text()
  await Promise.all([
    Bun.write(join(home, 'prometheus.yml'), hurried(example, server, join(home, 'token'))),
    // Nobody waits here for minutes until it is certain.
    Bun.write(join(home, 'alerts.yml'), rules.replace(/^ +for: \d+m\n/gm, '')),
    Bun.write(join(home, 'token'), token),
  ])
  const { child, stderr } = spawn([
    'prometheus',
    `--config.file=${join(home, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(home, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
  ])
  const address = await eventually(() => {
    if (child.exitCode !== null) throw new Error(`Prometheus ended: ${stderr()}`)
    if (!stderr().includes('Server is ready')) return undefined
    return /msg="Listening on" address=(\S+)/.exec(stderr())?.[1]
  })
  const ask = async <T>(path: string) => {
    const response = await fetch(`http://${address}/api/v1/${path}`)
    return ((await response.json()) as { data: T }).data
  }
  return {
    async value(expression) {
      const { result } = await ask<{ result: { value: [number, string] }[] }>(
        `query?query=${encodeURIComponent(expression)}`,
      )
      return result[0] && Number(result[0].value[1])
    },
    async firing() {
      const { alerts } = await ask<{ alerts: { state: string; labels: { alertname: string } }[] }>(
        'alerts',
      )
      return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname)
    },
    async rules() {
      const { groups } = await ask<{ groups: { rules: { name: string; health: string }[] }[] }>(
        'rules',
      )
      return groups.flatMap((group) => group.rules)
    },
  }
}

function hurried(example: string, server: string, token: string): string {
  return example
    .replace('scrape_interval: 15s', 'scrape_interval: 200ms\n  evaluation_interval: 200ms')
    .replace('/etc/prometheus/conclave.token', token)
    .replace('127.0.0.1:3000', server)
}

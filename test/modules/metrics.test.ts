import { afterEach, expect, test } from 'bun:test'
import { requireReader } from '../../src/modules/metrics/reader.ts'
import { type ServerOptions, startServer, type TestServer } from '../harness/server.ts'

let server: TestServer | undefined
afterEach(async () => {
  await server?.stop()
  server = undefined
})

async function started(options: ServerOptions = {}) {
  server = await startServer(options)
  return server
}

/** The figures by name. Fails on a line that Prometheus could not read. */
function parse(text: string): Map<string, number> {
  const figures = new Map<string, number>()
  for (const line of text.trimEnd().split('\n')) {
    if (/^# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge))$/.test(line)) continue
    const [, name = '', value] = /^([a-z_]+) (\d+(?:\.\d+)?)$/.exec(line) ?? []
    expect({ line, known: figures.has(name), value }).toEqual({
      line,
      known: false,
      value: expect.any(String),
    })
    figures.set(name, Number(value))
  }
  return figures
}

test('counts what the pool and the auth database do', async () => {
  const { api, person, workspace } = await started()
  const before = parse((await api<string>('GET', '/metrics')).body)
  const ada = await person('ada@acme.test')
  await workspace('acme', { owner: ada })
  await ada.api('GET', '/workspaces/acme/users')
  await ada.api('GET', '/workspaces/acme/users')
  const { headers, body } = await api<string>('GET', '/metrics')
  const after = parse(body)

  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(before.get('conclave_workspaces')).toBe(0)
  expect(after.get('conclave_workspaces')).toBe(1)
  expect(after.get('conclave_pool_open')).toBe(1)
  expect(after.get('conclave_pool_opened_total')).toBe(1)
  expect(after.get('conclave_pool_hits_total')).toBeGreaterThan(0)
  expect(after.get('conclave_auth_units_total') ?? 0).toBeGreaterThan(
    before.get('conclave_auth_units_total') ?? 0,
  )
  expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(1e6)
  expect(body).not.toContain('acme')
})

test('with METRICS_TOKEN asks for exactly that, and for no API token', async () => {
  const metricsToken = 'sixteen letters! or more'
  const { api, person } = await started({ metricsToken })
  const ada = await person('ada@acme.test')

  expect((await api('GET', '/metrics')).status).toBe(401)
  expect((await ada.api('GET', '/metrics')).status).toBe(401)
  for (const wrong of ['', 'sixteen', `${metricsToken}x`]) {
    const headers = { authorization: `Bearer ${wrong}` }
    const { status, body } = await api('GET', '/metrics', undefined, { headers })
    expect(status).toBe(401)
    expect(JSON.stringify(body)).not.toContain('sixteen')
  }
  expect((await api('GET', '/metrics', undefined, { token: metricsToken })).status).toBe(200)
})

test('without METRICS_TOKEN is closed in production', async () => {
  const { api } = await started({ production: true })

  expect((await api('GET', '/metrics')).body).toMatchObject({ status: 403, code: 'metrics_closed' })
})

test.each(['forwarded', 'x-forwarded-for', 'via'])('sees a proxy by %s', async (name) => {
  const { api } = await started()
  const { status } = await api('GET', '/metrics', undefined, { headers: { [name]: '127.0.0.1' } })

  expect(status).toBe(403)
})

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['::ffff:10.0.0.1', false],
  ['10.0.0.1', false],
  ['1270.0.0.1', false],
  [null, false],
])('without METRICS_TOKEN in development, %s may read: %p', async (address, may) => {
  const { services } = await started()
  const read = () => requireReader(services.config, new Request('http://localhost/'), address)

  if (may) expect(read).not.toThrow()
  else expect(read).toThrow('METRICS_TOKEN')
})

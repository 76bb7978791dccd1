import { Database } from 'bun:sqlite'
import { afterEach, expect, test } from 'bun:test'
import { requireReader } from '../../src/modules/metrics/reader.ts'
import { type ServerOptions, startServer, type TestServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'

const promtool = Bun.which('promtool')
if (promtool === null) console.log('skipped: promtool is not installed (Debian package prometheus)')

let server: TestServer | undefined
afterEach(async () => {
  await server?.stop()
  server = undefined
})

async function started(options: ServerOptions = {}) {
  server = await startServer(options)
  return server
}

/** The figures by name and labels. Fails on a line that Prometheus could not read. */
function parse(text: string): Map<string, number> {
  const figures = new Map<string, number>()
  for (const line of text.trimEnd().split('\n')) {
    if (/^# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram))$/.test(line)) continue
    const [, name = '', value] =
      /^([a-z_]+(?:\{[^}]+\})?) (\d+(?:\.\d+)?(?:e-\d+)?)$/.exec(line) ?? []
    expect({ line, known: figures.has(name), value }).toEqual({
      line,
      known: false,
      value: expect.any(String),
    })
    figures.set(name, Number(value))
  }
  return figures
}

const figuresOf = async (path = '/metrics') => {
  const { body, status } = await (server as TestServer).api<string>('GET', path)
  expect(status).toBe(200)
  return parse(body)
}

test('counts what the pool and the databases do', async () => {
  const { api, person, workspace } = await started()
  const before = await figuresOf()
  const ada = await person('ada@acme.test')
  await workspace('acme', { owner: ada })
  await ada.api('GET', '/workspaces/acme/users')
  await ada.api('GET', '/workspaces/acme/users')
  await ada.api('POST', '/workspaces/acme/rooms', { name: 'News', type: 'group' })
  const { headers, body } = await api<string>('GET', '/metrics')
  const after = parse(body)

  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(before.get('conclave_workspaces')).toBe(0)
  expect(after.get('conclave_workspaces')).toBe(1)
  expect(after.get('conclave_pool_open')).toBe(1)
  expect(after.get('conclave_pool_opened_total')).toBe(1)
  expect(after.get('conclave_pool_hits_total')).toBeGreaterThan(0)
  expect(after.get('conclave_workspace_commits_total')).toBeGreaterThan(0)
  expect(after.get('conclave_workspace_wal_bytes')).toBeGreaterThan(0)
  expect(after.get('conclave_workspace_wal_largest_bytes')).toBe(
    after.get('conclave_workspace_wal_bytes') as number,
  )
  expect(after.get('conclave_auth_units_total') ?? 0).toBeGreaterThan(
    before.get('conclave_auth_units_total') ?? 0,
  )
  expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(1e6)
  expect(body).not.toContain('acme')
})

test('counts shared commits, locks of others, followers, how late they are told, and the disk', async () => {
  const { url, services, person, workspace, token } = await started()
  const ada = await person('ada@acme.test')
  const { id } = await workspace('acme', { owner: ada })
  const { pool, directory } = services.tenants
  await ada.api('POST', '/workspaces/acme/rooms', { name: 'News', type: 'group' })
  const { secret } = await token(ada.id)
  const headers = { authorization: `Bearer ${secret}` }
  const follower = new WebSocket(`${url}/workspaces/acme/socket`.replace('http', 'ws'), {
    headers,
  } as never)
  follower.onopen = () => follower.send(JSON.stringify({ type: 'resume', after: null }))
  await new Promise((resolve) => {
    follower.onmessage = resolve
  })
  const before = await figuresOf()
  const grown = async (name: string) =>
    ((await figuresOf()).get(name) ?? 0) - (before.get(name) ?? 0)

  await Promise.all([1, 2, 3].map(() => pool.write({ id }, () => undefined)))
  expect(await grown('conclave_workspace_units_total')).toBe(3)
  expect(await grown('conclave_workspace_commits_total')).toBe(1)

  using other = new Database(directory.database(id))
  other.run('BEGIN IMMEDIATE')
  const sent = ada.api('POST', '/workspaces/acme/rooms/1/messages', { content: 'Hello' })
  await until(async () => (await grown('conclave_workspace_busy_retries_total')) > 0)
  other.run('ROLLBACK')
  expect((await sent).status).toBe(201)

  await until(async () => (await grown('conclave_live_lag_seconds_count')) > 0)
  expect(await grown('conclave_live_deliveries_total')).toBeGreaterThan(0)
  const after = await figuresOf()
  expect(after.get('conclave_live_sockets')).toBe(1)
  const size = after.get('conclave_disk_size_bytes') as number
  expect(after.get('conclave_disk_free_bytes')).toBeLessThan(size)
  follower.close()
})

test('what was committed stays counted when the workspace is closed', async () => {
  const { services, person, workspace } = await started()
  const ada = await person('ada@acme.test')
  const { id } = await workspace('acme', { owner: ada })
  await ada.api('POST', '/workspaces/acme/rooms', { name: 'News', type: 'group' })
  const open = services.tenants.pool.statistics().writes
  await services.tenants.pool.evict(id)

  expect(open.units).toBeGreaterThan(0)
  expect(services.tenants.pool.statistics()).toMatchObject({ open: 0, writes: open })
})

test('counts each answer once, by its route, whatever became of it', async () => {
  const { url, api, person, workspace, token } = await started()
  const ada = await person('ada@acme.test')
  await workspace('acme', { owner: ada })
  const { secret } = await token(ada.id)
  await ada.api('GET', '/workspaces/acme/users')
  await ada.api('GET', '/workspaces/acme/users')
  await ada.api('GET', '/workspaces/other/users')
  await ada.api('POST', '/workspaces/acme/rooms', { name: 1 })
  await ada.api('GET', '/workspaces/acme/rooms/4711')
  await ada.api('DELETE', '/health/live')
  await api('GET', '/nowhere/at/all')
  await fetch(`${url}/nowhere`, { method: 'PROPFIND' })
  await fetch(`${url}/health/live`, { method: 'HEAD' })
  await fetch(`${url}/swagger`)
  const json = { 'content-type': 'application/json' }
  await fetch(`${url}/workspaces/acme`, { method: 'PATCH', headers: json, body: 'no JSON' })
  await socket(`${url}/workspaces/acme/socket`, secret)
  const figures = await figuresOf()
  const answers = (method: string, route: string, status: number) =>
    figures.get(
      `conclave_http_requests_total{method="${method}",route="${route}",status="${status}"}`,
    )

  expect(answers('GET', '/workspaces/:workspace/users', 200)).toBe(2)
  expect(answers('GET', '/workspaces/:workspace/users', 404)).toBe(1)
  expect(answers('POST', '/workspaces/:workspace/rooms', 422)).toBe(1)
  expect(answers('GET', '/workspaces/:workspace/rooms/:room', 404)).toBe(1)
  expect(answers('DELETE', 'none', 405)).toBe(1)
  expect(answers('GET', 'none', 404)).toBe(1)
  expect(answers('other', 'none', 404)).toBe(1)
  expect(answers('HEAD', '/health/live', 200)).toBe(1)
  expect(answers('GET', '/workspaces/:workspace/socket', 101)).toBe(1)
  const duration = (figure: string, method: string, route: string) =>
    figures.get(
      `conclave_http_request_duration_seconds_${figure}{method="${method}",route="${route}"}`,
    )
  expect(duration('count', 'GET', '/workspaces/:workspace/users')).toBe(3)
  // The time is taken before the body is read, and where there is none, before anything else.
  expect(duration('sum', 'GET', '/workspaces/:workspace/users')).toBeGreaterThan(0)
  expect(duration('sum', 'PATCH', '/workspaces/:workspace')).toBeGreaterThan(0)
  expect(duration('sum', 'GET', 'none')).toBe(0)
})

test('names the busiest workspaces to whoever asks for them', async () => {
  const { api, person, workspace } = await started()
  const ada = await person('ada@acme.test')
  const { id } = await workspace('acme', { owner: ada })
  await workspace('quiet', { owner: ada })
  await ada.api('GET', '/workspaces/quiet/users')
  await ada.api('GET', '/workspaces/acme/users')
  await ada.api('GET', '/workspaces/acme/rooms')
  const figures = await figuresOf('/metrics?top=1')
  const names = [...figures.keys()].filter((name) => name.startsWith('conclave_top_'))

  expect(names).toEqual([
    `conclave_top_requests_per_second{workspace="${id}",slug="acme"}`,
    `conclave_top_mean_request_seconds{workspace="${id}",slug="acme"}`,
    `conclave_top_slowest_request_seconds{workspace="${id}",slug="acme"}`,
  ])
  for (const wrong of ['0', '101', 'ten']) {
    expect((await api('GET', `/metrics?top=${wrong}`)).status).toBe(422)
  }
})

test.skipIf(promtool === null)('is what promtool takes without remark', async () => {
  const { api, person, workspace } = await started()
  const ada = await person('ada@acme.test')
  await workspace('acme', { owner: ada })
  await ada.api('GET', '/workspaces/acme/users')
  const { body } = await api<string>('GET', '/metrics?top=10')
  const check = Bun.spawnSync([promtool as string, 'check', 'metrics'], {
    stdin: Buffer.from(body),
  })

  expect(check.stderr.toString()).toBe('')
  expect(check.exitCode).toBe(0)
})

/** Opens one, and closes it again. */
async function socket(url: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const opened = new WebSocket(url.replace('http', 'ws'), { headers } as never)
  await new Promise((resolve, reject) => {
    opened.onopen = resolve
    opened.onerror = reject
  })
  opened.close()
}

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

import { afterEach, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { loadConfig } from '../../src/config.ts'
import type { Input, OperationName } from '../../src/control/operation-types.ts'
import { operations } from '../../src/control/operations.ts'
import { perform } from '../../src/control/perform.ts'
import { type Chat, call, contentsOf, openChat, readAll, say } from '../harness/chat.ts'
import { acknowledgements, contradictions, startLoad } from '../harness/load.ts'
import {
  cleanUp,
  eventually,
  runScript,
  type ServerProcess,
  startServerProcess,
} from '../harness/process.ts'

afterEach(cleanUp)

type Step = { [Name in OperationName]: readonly [Name, Input<Name>] }[OperationName]

const WORKED = { slug: 'worked' } as const

async function run(server: ServerProcess, name: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await runScript(name, args, server)
  if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr}`)
  return stdout
}

function read(server: ServerProcess, chat: Chat) {
  return call(server.url, chat.token, 'GET', `/workspaces/${chat.slug}/rooms`)
}

test('suspended, read-only, archived: 423, each with its own code, and back', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'one')

  await run(server, 'tenant-suspend', 'acme', '--reason', 'The bill is not paid.')
  expect(await read(server, chat)).toMatchObject({
    status: 423,
    body: {
      code: 'workspace_suspended',
      detail: 'This workspace is suspended: The bill is not paid.',
    },
  })
  await run(server, 'tenant-read-only', 'acme')
  expect((await read(server, chat)).status).toBe(200)
  expect(await say(server, chat, 'no')).toMatchObject({
    status: 423,
    body: { code: 'workspace_read_only' },
  })
  await run(server, 'tenant-resume', 'acme')
  await say(server, chat, 'two')
  await run(server, 'tenant-archive', 'acme')
  expect(await read(server, chat)).toMatchObject({
    status: 423,
    body: { code: 'workspace_archived' },
  })
  expect(existsSync(chat.file)).toBe(false)
  await run(server, 'tenant-unarchive', 'acme')
  await say(server, chat, 'three')
  expect(await readAll(server, chat)).toEqual(['one', 'two', 'three'])
})

test('the old slug leads to the new one, for members only', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const stranger = await openChat(server, 'other')
  await run(server, 'tenant-rename', 'acme', 'emca')

  const ask = (method: string, path: string, token: string) =>
    fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}` },
    })
  const old = await ask('GET', `${chat.messages}?limit=3&after=0`, chat.token)
  expect(old.status).toBe(308)
  expect(old.headers.get('location')).toBe(
    `/workspaces/emca/rooms/${chat.room}/messages?limit=3&after=0`,
  )
  expect(await old.json()).toMatchObject({ code: 'workspace_renamed', status: 308 })
  const removal = await ask('DELETE', '/workspaces/acme', chat.token)
  expect([removal.status, removal.headers.get('location')]).toEqual([308, '/workspaces/emca'])
  // A client that follows it sends the same method and the same body again (RFC 9110 section 15.4.9).
  expect((await say(server, chat, 'through the old slug')).status).toBe(201)
  expect(
    await readAll(server, { ...chat, messages: chat.messages.replace('acme', 'emca') }),
  ).toEqual(['through the old slug'])
  const foreign = await ask('GET', '/workspaces/acme', stranger.token)
  const unknown = await ask('GET', '/workspaces/nowhere', stranger.token)
  expect([foreign.status, unknown.status]).toEqual([404, 404])
  const problem = (await foreign.json()) as { code: string }
  expect(problem.code).toBe(((await unknown.json()) as { code: string }).code)
  const refused = await runScript('tenant-suspend', ['acme', '--reason', 'x'], server)
  expect(refused.stderr).toContain('it is called emca now')
  expect((await runScript('tenant-create', ['acme'], server)).status).toBe(1)
})

test('deleted: gone for all, brought back whole, and purged only when asked twice', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'one')
  const unasked = await runScript('tenant-delete', ['acme'], server)
  expect(unasked).toMatchObject({ status: 2, stderr: expect.stringContaining('not done: confirm') })

  await run(server, 'tenant-delete', 'acme', '--yes', '--grace-days', '3')
  expect((await read(server, chat)).status).toBe(404)
  await run(server, 'tenant-undelete', 'acme')
  expect(await readAll(server, chat)).toEqual(['one'])
  const alive = await runScript('tenant-purge', ['acme', '--yes', '--now'], server)
  expect(alive.stderr).toContain('acme is active: it cannot be purged now')
  await run(server, 'tenant-delete', 'acme', '--yes')
  const early = await runScript('tenant-purge', ['acme', '--yes'], server)
  expect(early).toMatchObject({ status: 1, stderr: expect.stringContaining('brought back until') })
  const report = JSON.parse(await run(server, 'tenant-purge', 'acme', '--yes', '--now', '--json'))
  expect(report).toMatchObject({
    slug: 'acme',
    memberships: 1,
    tokens: 1,
    files: 1,
    audit_log_days: 365,
  })
  expect(existsSync(dirname(chat.file))).toBe(false)
  expect((await read(server, chat)).status).toBe(401)
})

/**
 * Every operation that changes the life of a workspace, as a command asks the
 * server for it: what it is called, and what brings the workspace back.
 */
const OPERATIONS: readonly (readonly [what: string, ...steps: Step[]])[] = [
  ['read-only', ['tenant:read-only', WORKED], ['tenant:resume', WORKED]],
  ['suspend', ['tenant:suspend', { ...WORKED, reason: 'x' }], ['tenant:resume', WORKED]],
  ['archive', ['tenant:archive', WORKED], ['tenant:unarchive', WORKED]],
  [
    'rename',
    ['tenant:rename', { ...WORKED, to: 'renamed' }],
    ['tenant:rename', { slug: 'renamed', to: 'worked' }],
  ],
  [
    'quota',
    ['tenant:quota', { ...WORKED, bytes: 1_000_000_000 }],
    ['tenant:quota', { ...WORKED, bytes: null }],
  ],
  ['delete', ['tenant:delete', { ...WORKED, graceDays: 1 }], ['tenant:undelete', WORKED]],
  ['export', ['tenant:export', { ...WORKED, file: 'out.db', format: 'sqlite' }]],
  ['lines', ['tenant:export', { ...WORKED, file: 'out.jsonl', format: 'jsonl' }]],
  ['import', ['tenant:import', { slug: 'imported', file: 'out.db' }]],
  ['clone', ['tenant:clone', { slug: 'cloned', source: 'worked' }]],
  ['template', ['tenant:create', { slug: 'like', template: 'worked', owner: 'a@b.test' }]],
  [
    'purge',
    ['tenant:delete', { slug: 'cloned', graceDays: 0 }],
    ['tenant:purge', { slug: 'cloned', now: true }],
  ],
]

test('under load none of them loses what was acknowledged, and others notice nothing', async () => {
  const server = await startServerProcess()
  const worked = await openChat(server, 'worked')
  const other = await openChat(server, 'other')
  const config = loadConfig({ DATA_DIR: server.dataDir })
  const load = startLoad(server.url, [worked, other])
  const acknowledged = () => load.witnessed.acknowledged.get(worked)?.length ?? 0
  for (const [what, ...steps] of OPERATIONS) {
    const before = acknowledged()
    // Each begins under load, and is over only when the load has gone on.
    await eventually(() => acknowledged() > before + 10 || undefined)
    for (const [name, input] of steps) await perform(config, name, placed(input, server.dataDir))
    const after = acknowledged()
    await eventually(() => acknowledged() > after + 10 || undefined)
    const known = [...(load.witnessed.acknowledged.get(worked) ?? [])]
    const found = new Set(await readAll(server, worked))
    expect([what, known.filter((content) => !found.has(content))]).toEqual([what, []])
  }
  const seen = await load.stop()
  await server.stop()

  for (const chat of [worked, other]) {
    expect(contradictions(seen, chat, contentsOf(chat.file))).toEqual([])
  }
  const statuses = new Set(seen.refused.map(({ status }) => status))
  expect([...statuses].filter((status) => ![404, 423].includes(status))).toEqual([])
  expect(seen.refused.filter(({ content }) => content.startsWith('other'))).toEqual([])
  expect(seen.cut).toEqual([])
}, 60_000)

test('every operation of the life cycle is in the table', () => {
  const listed = OPERATIONS.flatMap(([, ...steps]) => steps.map(([name]) => name))
  // For an empty workspace, or there to take something out of one; scripts/doctor.test.ts and
  // backups.test.ts beside this one have a load of their own.
  const others: OperationName[] = [
    'account:delete',
    'db:seed',
    'doctor:repair',
    'tenant:erase',
    'tenant:restore',
    'tenant:restore-as',
  ]
  expect(Object.keys(operations).toSorted()).toEqual(
    [...new Set<string>([...listed, ...others])].toSorted(),
  )
})

/** Exports lie beside the workspaces, where a server may write. */
function placed<Given extends object>(input: Given, directory: string): Given {
  const { file } = input as { file?: string }
  return file === undefined ? input : { ...input, file: join(dirname(directory), file) }
}

test('killed in the middle of operations under load, a server loses nothing', async () => {
  let server = await startServerProcess()
  const chat = await openChat(server, 'worked')
  const found: string[] = []
  for (let round = 0; round < 3; round += 1) {
    const load = startLoad(server.url, [chat])
    await eventually(() => acknowledgements(load) > 10 || undefined)
    const killed = { yes: false }
    const operations = operate(server, killed)
    await Bun.sleep(300 + Math.random() * 700)
    killed.yes = true
    await server.kill()
    const seen = await load.stop()
    await operations

    server = await startServerProcess({ dataDir: server.dataDir })
    for (const name of ['unarchive', 'undelete', 'resume']) {
      await runScript(`tenant-${name}`, ['worked'], server)
    }
    const known = new Set(found)
    const now = await readAll(server, chat)
    expect(found.filter((content) => !now.includes(content))).toEqual([])
    const fresh = now.filter((content) => !known.has(content))
    expect(contradictions(seen, chat, fresh)).toEqual([])
    found.push(...fresh)
    const left = [...new Bun.Glob('**/*').scanSync({ cwd: server.dataDir, dot: true })]
    expect(left.filter((name) => /partial|archiving|zst|trash/.test(name))).toEqual([])
  }
}, 60_000)

/** One operation after the other; without a server a command would do it by itself. */
async function operate(server: ServerProcess, killed: { yes: boolean }): Promise<void> {
  const steps = [['archive'], ['unarchive'], ['delete', '--yes'], ['undelete']] as const
  while (!killed.yes) {
    for (const [name, ...args] of steps) {
      if (!killed.yes) await runScript(`tenant-${name}`, ['worked', ...args], server)
    }
  }
}

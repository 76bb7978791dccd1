import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorkspace } from '../harness/chat.ts'
import { cleanUp, runScript, spawn, temporaryDirectory } from '../harness/process.ts'
import { backupsIn, commandsWith, exportedIn, scriptOf } from './commands.ts'
import { describeRefusals } from './describe-refusals.ts'

/** With a workspace in each state; no test changes it. */
let dataDir: string
/** Outside of every data directory, and known before them. */
const OUTSIDE = mkdtempSync(join(tmpdir(), 'conclave-usage-'))
const EXPORTED = exportedIn(OUTSIDE)
const BACKUPS = backupsIn(OUTSIDE)

beforeAll(async () => {
  dataDir = join(temporaryDirectory(), 'data')
  for (const slug of ['acme', 'paused', 'packed', 'doomed']) await createWorkspace(dataDir, slug)
  await runScript('tenant-export', ['acme', EXPORTED], { dataDir })
  await runScript('db-seed', ['paused'], { dataDir })
  await runScript('backup', ['acme', '--to', BACKUPS], { dataDir })
  await runScript('tenant-suspend', ['paused', '--reason', 'unpaid'], { dataDir })
  await runScript('tenant-archive', ['packed'], { dataDir })
  await runScript('tenant-delete', ['doomed', '--yes'], { dataDir })
})
afterAll(async () => {
  rmSync(OUTSIDE, { recursive: true, force: true })
  await cleanUp()
})

/** The data directory again, for a command that changes it. */
function ownDataDirectory(): string {
  const own = join(temporaryDirectory(), 'data')
  cpSync(dataDir, own, { recursive: true })
  return own
}

const COMMANDS = commandsWith(OUTSIDE)
/** One with an argument, one that needs a confirmation, one without a SLUG. */
const SOME = new Set(['tenant:create', 'tenant:delete', 'migrate:all'])

describe.each(COMMANDS)('$name', ({ name, args }) => {
  test('explains itself without a data directory', async () => {
    const nowhere = join(dataDir, 'nowhere')
    const options = { dataDir: nowhere }
    const { status, stdout, stderr } = await runScript(scriptOf(name), ['--help'], options)

    expect(stdout).toStartWith(`bun run ${name} `)
    expect(stdout).toMatch(/^ {2}--help .+$/m)
    expect(stdout).toMatch(/^ {2}--json .+$/m)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(existsSync(nowhere)).toBe(false)
  })

  test('prints one JSON value and nothing else', async () => {
    const { status, stdout, stderr } = await runScript(scriptOf(name), [...args, '--json'], {
      dataDir: ownDataDirectory(),
    })

    expect(() => JSON.parse(stdout)).not.toThrow()
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('refuses what makes no sense, and says so in JSON', async () => {
    const wrong = ['one', 'too', 'many', '--json']
    const { status, stdout, stderr } = await runScript(scriptOf(name), wrong, { dataDir })

    expect(JSON.parse(stderr)).toEqual({ error: expect.stringMatching(/^[^\n]+$/) })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })
})

/** They come from one place; test/long/refusals.test.ts asks every command. */
for (const command of COMMANDS.filter(({ name }) => SOME.has(name))) describeRefusals(command)

test.each(['tenant:create', 'tenant:show', 'db:seed', 'db:rollback'])(
  '%s says which argument is missing',
  async (name) => {
    const { status, stderr } = await runScript(scriptOf(name), [], { dataDir })

    expect(stderr).toStartWith(`${name}: SLUG is missing\n`)
    expect(status).toBe(2)
  },
)

/** Those that only look, or need what is there, make no data directory by mistake. */
test.each([
  { name: 'tenant:list', args: [] },
  { name: 'tenant:show', args: ['acme'] },
  { name: 'tenant:restore', args: ['acme', '--kept', '20261123T051500.123Z'] },
  { name: 'backup', args: ['--to', BACKUPS] },
  { name: 'migrate:all', args: [] },
  { name: 'migrate:status', args: [] },
  { name: 'migrate:rollback', args: ['--run', '1', '--yes'] },
  { name: 'db:migrate', args: [] },
  { name: 'db:seed', args: ['acme'] },
  { name: 'db:rollback', args: ['acme', '--yes'] },
])('$name without a data directory says so and makes none', async ({ name, args }) => {
  const missing = join(dataDir, 'missing')

  const { status, stderr } = await runScript(scriptOf(name), args, { dataDir: missing })

  expect(stderr).toBe(
    `${name}: ${missing} holds no workspaces: set DATA_DIR, or create one with tenant:create\n`,
  )
  expect(status).toBe(1)
  expect(existsSync(missing)).toBe(false)
})

test.each(['tenant:show', 'db:seed', 'db:rollback'])('%s of an unknown workspace', async (name) => {
  const { status, stderr } = await runScript(scriptOf(name), ['nobody'], { dataDir })

  expect(stderr).toBe(`${name}: there is no workspace nobody\n`)
  expect(status).toBe(1)
})

test.each([
  ['..', /slug/],
  ['.x', /slug/],
  ['A', /slug/],
  ['%2e%2e', /slug/],
  ['a/b', /slug/],
  ['x'.repeat(256), /slug/],
  ['🦄', /slug/],
  ['admin', /reserved|slug/],
  ['acme', /taken|exists|slug/],
])('tenant:create %s is refused in one line', async (slug, line) => {
  const { status, stderr } = await runScript('tenant-create', [slug], { dataDir })

  expect(stderr).toMatch(/^tenant:create: [^\n]+\n$/)
  expect(stderr).toMatch(line)
  expect(status).toBe(1)
})

test.each([
  ['--owner', 'nobody'],
  ['--owner', 'a@b@c'],
  ['--name', ' '],
  ['--name', 'x'.repeat(81)],
  ['--name', 'two\nlines'],
])('tenant:create %s %j is refused in one line', async (option, value) => {
  const { status, stderr } = await runScript('tenant-create', ['other', option, value], { dataDir })

  expect(stderr).toMatch(/^tenant:create: [^\n]+\n$/)
  expect(stderr).toContain(option.slice(2))
  expect(status).toBe(1)
  expect((await runScript('tenant-show', ['other'], { dataDir })).status).toBe(1)
})

test('tenant:create shows what it made, and its token once', async () => {
  const args = ['shown', '--name', 'Shown Inc', '--owner', 'owner@shown.test']
  const { stdout } = await runScript('tenant-create', args, { dataDir })

  expect(stdout).toContain('Created the workspace shown (Shown Inc).')
  expect(stdout).toMatch(/token {2}cnv_[\w-]{43} {3}\(shown once/)
  const shown = await runScript('tenant-show', ['shown'], { dataDir })
  expect(shown.stdout).toContain('state         active')
  expect(shown.stdout).not.toContain('cnv_')
  const path = /path +(\S+)$/m.exec(shown.stdout)?.[1] ?? ''
  expect(existsSync(join(path, 'workspace.db'))).toBe(true)
})

test('tenant:create without an owner says what that means', async () => {
  const { stdout } = await runScript('tenant-create', ['unowned'], { dataDir })
  expect(stdout).toContain('nobody can enter it: create it with --owner EMAIL')
})

test('tenant:show says that a file is missing, and fails', async () => {
  const own = join(temporaryDirectory(), 'data')
  await createWorkspace(own, 'acme')
  const shown = await runScript('tenant-show', ['acme'], { dataDir: own })
  const path = /path +(\S+)$/m.exec(shown.stdout)?.[1] ?? ''
  rmSync(join(path, 'workspace.db'))
  const missing = await runScript('tenant-show', ['acme'], { dataDir: own })
  expect(missing.stdout).toContain('THE DATABASE FILE IS MISSING')
  expect(missing.status).toBe(1)
})

test('db:rollback does nothing without a terminal or --yes', async () => {
  const before = await runScript('tenant-show', ['acme', '--json'], { dataDir })
  const { status, stderr } = await runScript('db-rollback', ['acme'], { dataDir })

  expect(stderr).toStartWith('db:rollback: not done: confirm on a terminal, or pass --yes\n')
  expect(status).toBe(2)
  expect((await runScript('tenant-show', ['acme', '--json'], { dataDir })).stdout).toBe(
    before.stdout,
  )
})

test('db:seed refuses a workspace in which people have written', async () => {
  const own = join(temporaryDirectory(), 'data')
  await createWorkspace(own, 'acme')
  expect((await runScript('db-seed', ['acme'], { dataDir: own })).status).toBe(0)

  const { status, stderr } = await runScript('db-seed', ['acme'], { dataDir: own })

  expect(stderr).toMatch(/^db:seed: this workspace has messages already[^\n]*\n$/)
  expect(status).toBe(1)
})

test('db:test leaves nothing in the data directory', async () => {
  const own = join(temporaryDirectory(), 'data')

  const { status, stdout } = await runScript('db-test', [], { dataDir: own })

  expect(stdout).not.toContain('FAILED')
  expect(status).toBe(0)
  expect([...new Bun.Glob('**/*').scanSync({ cwd: own, dot: true, onlyFiles: false })]).toEqual([])
})

describe('as people type them', () => {
  test('npm run … -- …', async () => {
    const command = ['npm', 'run', '--silent', 'tenant:create', '--', 'by-npm', '--json']
    const { status, stdout } = await spawn(command, { dataDir }).ended

    expect(JSON.parse(stdout)).toMatchObject({ slug: 'by-npm' })
    expect(status).toBe(0)
  })

  test('bun run … …', async () => {
    const command = [process.execPath, 'run', '--silent', 'tenant:create', 'by-bun', '--json']
    const { status, stdout } = await spawn(command, { dataDir }).ended

    expect(JSON.parse(stdout)).toMatchObject({ slug: 'by-bun' })
    expect(status).toBe(0)
  })

  test('npm start, and Ctrl-C', async () => {
    const { child, ended, stdout } = spawn(['npm', 'start'], {
      dataDir: join(temporaryDirectory(), 'data'),
      env: { PORT: '0' },
    })
    while (!stdout().includes('Try it')) await Bun.sleep(20)
    child.kill('SIGINT')

    const { stdout: all } = await ended
    expect(all).toContain('"stopping"')
  })
})

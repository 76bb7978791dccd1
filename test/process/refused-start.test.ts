import { afterEach, expect, test } from 'bun:test'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createWorkspace } from '../harness/chat.ts'
import {
  cleanUp,
  type Ended,
  runScript,
  spawn,
  startServerProcess,
  temporaryDirectory,
} from '../harness/process.ts'

afterEach(cleanUp)

/** Tries to start a server, which is meant to fail. */
function start(dataDir: string, env: Record<string, string> = {}): Promise<Ended> {
  return spawn([process.execPath, 'src/index.ts'], { dataDir, env: { PORT: '0', ...env } }).ended
}

/** Exit status 1 and one line. */
function expectRefusal({ status, stdout, stderr }: Ended, line: RegExp): void {
  expect(stderr).toMatch(/^conclave: [^\n]+\n$/)
  expect(stderr).toMatch(line)
  expect(stdout).toBe('')
  expect(status).toBe(1)
}

test.each([
  ['PORT', '99999', /PORT is "99999": .* from 0 to 65535/],
  ['PORT', '0x50', /PORT is "0x50"/],
  ['POOL_MAX', '0', /POOL_MAX is "0"/],
  ['POOL_MAX', '99999999', /POOL_MAX=99999999 needs more than .*: use at most \d+/],
  ['DURABILITY', 'maybe', /DURABILITY is "maybe": it must be one of normal, full/],
  ['LOG_LEVEL', 'loud', /LOG_LEVEL is "loud": it must be one of/],
  ['AUTH_SECRET', 'short', /AUTH_SECRET is too short/],
  ['AUTH_URL', 'chat', /AUTH_URL is not a web address/],
  ['AUTH_URL', 'https://a.test/chat', /AUTH_URL has more than an origin/],
  ['METRICS_TOKEN', 'short', /METRICS_TOKEN is too short/],
  ['HOST', 'nowhere.invalid', /cannot listen on nowhere\.invalid:0: set HOST/],
])('%s=%s', async (name, value, line) => {
  const dataDir = join(temporaryDirectory(), 'data')

  expectRefusal(await start(dataDir, { [name]: value }), line)
})

test('a port that is taken, and nothing is left behind', async () => {
  const first = await startServerProcess()
  const { port } = new URL(first.url)
  const dataDir = join(temporaryDirectory(), 'data')

  expectRefusal(
    await start(dataDir, { PORT: port }),
    new RegExp(`port ${port} on .* is taken: .*PORT`),
  )
  expect(readdirSync(dataDir).filter((name) => /-wal|-shm|\.sock/.test(name))).toEqual([])
  expect((await fetch(`${first.url}/health/ready`)).status).toBe(200)
})

test('a second server on the same data directory, while the first goes on serving', async () => {
  const first = await startServerProcess()

  const refused = await start(first.dataDir)

  expectRefusal(refused, new RegExp(`in use by a server \\(process ${first.pid}\\): stop it, or`))
  expect((await fetch(`${first.url}/health/ready`)).status).toBe(200)
  await createWorkspace(first.dataDir, 'acme')
  expect((await first.stop()).status).toBe(0)
})

test('two servers that start at once on an empty directory: one serves, the other is refused', async () => {
  const dataDir = join(temporaryDirectory(), 'data')

  const starts = await Promise.allSettled([
    startServerProcess({ dataDir }),
    startServerProcess({ dataDir }),
  ])

  const served = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  expect(served).toHaveLength(1)
  const [refusal] = starts.filter(({ status }) => status === 'rejected')
  expect(String(refusal?.status === 'rejected' && refusal.reason)).toContain('in use by a server')
  expect((await served[0]?.stop())?.status).toBe(0)
})

test('a lock that somebody took for a leftover and deleted', async () => {
  const first = await startServerProcess()
  for (const name of ['server.lock', 'server.lock.holder']) {
    rmSync(join(first.dataDir, name), { force: true })
  }

  const line = /in use by a server whose server\.lock was deleted: stop that server first/
  expectRefusal(await start(first.dataDir), line)
  for (const args of [
    ['tenant-create', 'acme'],
    ['db-rollback', 'demo', '--yes'],
  ] as const) {
    const [name, ...rest] = args
    expect(await runScript(name, rest, first)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(line),
    })
  }
  expect((await fetch(`${first.url}/health/ready`)).status).toBe(200)
  expect((await first.stop()).status).toBe(0)
  const again = await startServerProcess({ dataDir: first.dataDir })
  expect((await again.stop()).status).toBe(0)
})

test('a second server by another path to the same data directory', async () => {
  const first = await startServerProcess()
  const link = join(temporaryDirectory(), 'link')
  symlinkSync(first.dataDir, link)

  expectRefusal(await start(link), /in use by a server/)
})

const UNUSABLE: Record<string, { make: (path: string) => void; line: RegExp }> = {
  'a file': {
    make: (path) => writeFileSync(path, ''),
    line: /data directory \S+ is not a directory: set DATA_DIR to/,
  },
  'a dangling link': {
    make: (path) => symlinkSync(`${path}-nowhere/data`, path),
    line: /data directory \S+ is not a directory: set DATA_DIR to/,
  },
  'below a file': {
    make: (path) => {
      writeFileSync(path, '')
    },
    line: /data directory \S+ is not a directory: set DATA_DIR to/,
  },
  'with a damaged auth database': {
    make: (path) => {
      mkdirSync(path)
      writeFileSync(join(path, 'auth.db'), 'not a database '.repeat(1_000))
    },
    line: /\/auth\.db: the file is damaged or not a database/,
  },
  'with an empty auth database': {
    make: (path) => {
      mkdirSync(path)
      writeFileSync(join(path, 'auth.db'), '')
    },
    line: /\/auth\.db: /,
  },
  'with a directory in place of the auth database': {
    make: (path) => mkdirSync(join(path, 'auth.db'), { recursive: true }),
    line: /\/auth\.db: cannot open the file/,
  },
  'with a directory in place of the lock': {
    make: (path) => mkdirSync(join(path, 'server.lock'), { recursive: true }),
    line: /\/server\.lock: cannot open the file/,
  },
}

test.each(Object.keys(UNUSABLE))('a data directory that is %s', async (name) => {
  const { make, line } = UNUSABLE[name] as (typeof UNUSABLE)[string]
  const path = join(temporaryDirectory(), 'data')
  make(path)
  const dataDir = name === 'below a file' ? join(path, 'deeper') : path

  expectRefusal(await start(dataDir), line)
  const command = await runScript('tenant-create', ['acme'], { dataDir })
  expect(command.stderr).toMatch(/^tenant:create: [^\n]+\n$/)
  expect(command.stderr).toMatch(line)
  expect(command.status).toBe(1)
})

test.skipIf(process.getuid?.() === 0)('a data directory that may not be written', async () => {
  const dataDir = temporaryDirectory()
  chmodSync(dataDir, 0o500)

  expectRefusal(await start(dataDir), /may not be written: set DATA_DIR to/)
})

/** Root may write everywhere but on a read-only mount, and only root can make one. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mountWorks()

test.skipIf(!canMount)('a data directory on a read-only file system', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  mkdirSync(dataDir)
  const script = `mount --bind "$DATA_DIR" "$DATA_DIR" && mount -o remount,ro,bind "$DATA_DIR" && exec "$@"`
  const within = (...command: string[]) =>
    spawn(['unshare', '--mount', 'sh', '-c', script, 'sh', process.execPath, ...command], {
      dataDir,
    }).ended

  expectRefusal(await within('src/index.ts'), /is on a read-only file system: set DATA_DIR to/)
  expect(await within('scripts/tenant-create.ts', 'acme')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^tenant:create: .* is on a read-only file system: [^\n]+\n$/),
  })
})

test('a data directory whose path is too long for a socket', async () => {
  const dataDir = join(temporaryDirectory(), 'a-long-name'.repeat(8), 'another'.repeat(8), 'data')
  const temporary = temporaryDirectory()
  const server = await startServerProcess({ dataDir, env: { TMPDIR: temporary } })

  expect(existsSync(join(dataDir, 'control.sock'))).toBe(false)
  expect(await createWorkspace(dataDir, 'acme')).toMatchObject({ slug: 'acme' })
  expect(readdirSync(temporary)).toHaveLength(1)
  expectRefusal(await start(dataDir, { TMPDIR: temporary }), /in use by a server/)
  expect((await server.stop()).status).toBe(0)
  expect(readdirSync(temporary)).toEqual([])
})

test('a data directory that was copied away from a server that was killed', async () => {
  const server = await startServerProcess()
  await createWorkspace(server.dataDir, 'acme')
  await server.kill()
  const copy = join(temporaryDirectory(), 'copy')
  cpSync(server.dataDir, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') })
  rmSync(server.dataDir, { recursive: true })

  const again = await startServerProcess({ dataDir: copy })
  expect(await createWorkspace(copy, 'other')).toMatchObject({ slug: 'other' })
  expect((await again.stop()).status).toBe(0)
})

function mountWorks(): boolean {
  const { exitCode } = Bun.spawnSync(['unshare', '--mount', 'true'])
  return exitCode === 0
}

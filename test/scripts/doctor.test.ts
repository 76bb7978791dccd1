import { Database } from 'bun:sqlite'
import { afterEach, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createWorkspace, openChat, readAll, say } from '../harness/chat.ts'
import { acknowledgements, contradictions, startLoad } from '../harness/load.ts'
import {
  cleanUp,
  eventually,
  runScript,
  startServerProcess,
  temporaryDirectory,
} from '../harness/process.ts'

afterEach(cleanUp)

const STRAY = join('ab', `ab${'0'.repeat(30)}`)

async function directoryWithAcme(): Promise<{ readonly dataDir: string; readonly file: string }> {
  const dataDir = join(temporaryDirectory(), 'data')
  const { path } = await createWorkspace(dataDir, 'acme')
  return { dataDir, file: join(path, 'workspace.db') }
}

function inAuth(dataDir: string, sql: string): void {
  const database = new Database(join(dataDir, 'auth.db'), { readwrite: true, create: false })
  database.run('PRAGMA foreign_keys = OFF')
  database.run(sql)
  database.close(true)
}

test('sound: status 0, one line, and not a byte is changed', async () => {
  const { dataDir, file } = await directoryWithAcme()
  const before = await Bun.file(file).bytes()

  const { status, stdout, stderr } = await runScript('doctor', ['--integrity'], { dataDir })

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/^1 workspaces looked at in [\d.]+ s: nothing is wrong\.\n$/)
  expect(await Bun.file(file).bytes()).toEqual(before)
  expect(readdirSync(dirname(file)).toSorted()).toEqual(['files', 'workspace.db'])
})

test('findings: status 1 and a line for each, repaired with --fix as far as that is safe', async () => {
  const { dataDir, file } = await directoryWithAcme()
  mkdirSync(join(dataDir, STRAY), { recursive: true })
  writeFileSync(join(dataDir, STRAY, 'workspace.db'), 'kept')
  inAuth(dataDir, 'UPDATE tenants SET schema_version = 1')
  const database = new Database(file)
  database.run('CREATE TABLE mine (x)')
  database.close(true)

  const found = await runScript('doctor', [], { dataDir })
  expect(found.status).toBe(1)
  expect(found.stdout.split('\n')).toEqual([
    expect.stringMatching(
      /^version: acme \(.*: the registry says version 1, the file is at \d+\. --fix /,
    ),
    expect.stringMatching(/^drift: acme \(.*: it has a foreign table mine\. To do: undo by hand/),
    `stray: ${STRAY}: is the directory of a workspace that is not in the registry. --fix moves it to .quarantine/, where nobody uses it: look at it, then delete it.`,
    expect.stringMatching(/: 3 things are wrong\.$/),
    '',
  ])
  const fixed = await runScript('doctor', ['--fix', '--json'], { dataDir })
  expect(fixed.status).toBe(1)
  const report = JSON.parse(fixed.stdout)
  const codes = (list: { code: string }[]) => list.map(({ code }) => code)
  expect(codes(report.repaired)).toEqual(['version', 'stray'])
  expect(codes(report.findings)).toEqual(['drift'])
  const [shelf = ''] = readdirSync(join(dataDir, '.quarantine'))
  const kept = join(dataDir, '.quarantine', shelf, STRAY.replace('/', '_'), 'workspace.db')
  expect(await Bun.file(kept).text()).toBe('kept')
})

test('beside a server under load: it repairs through the server, and nothing is lost', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'worked')
  const load = startLoad(server.url, [chat])
  await eventually(() => acknowledgements(load) > 20 || undefined)
  mkdirSync(join(server.dataDir, STRAY), { recursive: true })
  rmSync(join(dirname(chat.file), 'files'), { recursive: true })

  const found = await runScript('doctor', ['--integrity'], server)
  const fixed = await runScript('doctor', ['--fix'], server)
  const sound = await runScript('doctor', ['worked', 'demo'], server)

  expect([found.status, fixed.status, sound.status]).toEqual([1, 0, 0])
  expect(fixed.stdout).toMatch(/^repaired: files-missing: worked /)
  expect(server.stdout()).toContain('repaired by the doctor')
  const seen = await load.stop()
  expect(seen.refused).toEqual([])
  expect(contradictions(seen, chat, await readAll(server, chat))).toEqual([])
  expect((await say(server, chat, 'still there')).status).toBe(201)
})

test('after a crash: the logs of what was in use are no finding, and are left for the server', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'one')
  await server.kill()
  const log = await Bun.file(`${chat.file}-wal`).bytes()

  const { status, stdout } = await runScript('doctor', ['--integrity'], server)

  expect({ status, stdout }).toMatchObject({ status: 0 })
  expect(await Bun.file(`${chat.file}-wal`).bytes()).toEqual(log)
})

test('an auth database with something wrong in it is told of, whatever is wrong', async () => {
  const { dataDir } = await directoryWithAcme()
  inAuth(
    dataDir,
    `INSERT INTO memberships VALUES ('nobody', 'nobody', 'owner', '2020-01-01 00:00:00')`,
  )
  const dangling = await runScript('doctor', [], { dataDir })
  expect(dangling.status).toBe(1)
  expect(dangling.stdout).toContain('dangling: auth.db: 1 rows of memberships refer to tenants')
  expect(dangling.stdout).toContain('1 workspaces looked at')

  inAuth(dataDir, 'PRAGMA user_version = 0')
  const history = await runScript('doctor', [], { dataDir })
  expect([history.status, history.stdout]).toEqual([1, expect.stringContaining('auth.db: ')])
  writeFileSync(join(dataDir, 'auth.db'), 'not a database, but long enough'.repeat(99))
  const damaged = await runScript('doctor', [], { dataDir })
  expect([damaged.status, damaged.stdout]).toEqual([1, expect.stringContaining('damaged: auth.db')])
})

test('wrong arguments are one line, and make nothing', async () => {
  const { dataDir } = await directoryWithAcme()
  const unknown = await runScript('doctor', ['nobody'], { dataDir })
  expect(unknown).toMatchObject({ status: 1, stderr: 'doctor: there is no workspace nobody\n' })
  const nowhere = await runScript('doctor', [], { dataDir: join(dataDir, 'nowhere') })
  expect(nowhere).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('holds no workspaces'),
  })
})

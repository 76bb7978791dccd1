import { afterEach, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Chat, contentsOf, openChat, readAll, say } from '../harness/chat.ts'
import { acknowledgements, contradictions, startLoad } from '../harness/load.ts'
import {
  cleanUp,
  eventually,
  runScript,
  type ServerProcess,
  startServerProcess,
  temporaryDirectory,
} from '../harness/process.ts'

afterEach(cleanUp)

interface SetUp {
  readonly server: ServerProcess
  run(name: string, ...args: string[]): Promise<string>
}

/** A server that keeps its backups in a directory of its own. */
async function started(env: Record<string, string> = {}): Promise<SetUp> {
  const backupDir = join(temporaryDirectory(), 'backups')
  const surroundings = { env: { BACKUP_DIR: backupDir, ...env } }
  const server = await startServerProcess(surroundings)
  return {
    server,
    async run(name, ...args) {
      const { dataDir } = server
      const { status, stdout, stderr } = await runScript(name, args, { ...surroundings, dataDir })
      if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr}${stdout}`)
      return stdout
    },
  }
}

test('under load a restore loses nothing that was acknowledged: it is there, or kept', async () => {
  const { server, run } = await started()
  const chat = await openChat(server, 'worked')
  const other = await openChat(server, 'other')
  const load = startLoad(server.url, [chat, other])
  await eventually(() => acknowledgements(load) > 50 || undefined)
  const { id: backup } = JSON.parse(await run('backup', '--json'))
  const before = acknowledgements(load)
  await eventually(() => acknowledgements(load) > before + 50 || undefined)
  const restored = JSON.parse(
    await run('tenant-restore', 'worked', '--backup', backup, '--yes', '--json'),
  )
  const after = acknowledgements(load)
  await eventually(() => acknowledgements(load) > after + 20 || undefined)
  await say(server, chat, 'afterwards')
  load.witnessed.acknowledged.get(chat)?.push('afterwards')
  const seen = await load.stop()
  await server.stop()

  const kept = contentsOf(join(restored.kept, 'workspace.db'))
  const now = contentsOf(chat.file)
  expect(now).toContain('afterwards')
  expect(kept.length).toBeGreaterThan(50)
  expect(contradictions(seen, chat, [...new Set([...kept, ...now])])).toEqual([])
  expect(contradictions(seen, other, contentsOf(other.file))).toEqual([])
  expect(seen.refused).toEqual([])
  expect(seen.cut).toEqual([])
}, 60_000)

test('a purged workspace comes back from a backup, with its members; its purge said that it could', async () => {
  const { server, run } = await started()
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'one')
  await run('backup')
  await run('tenant-delete', 'acme', '--yes')
  const report = await run('tenant-purge', 'acme', '--yes', '--now')
  expect(report).toMatch(/backups {7}in .+ have it, until the first one after \d{4}-/)
  await openChat(server, 'acme')

  const args = [chat.id, '--at', '2100-01-01', '--as', 'again', '--owner', 'owner@acme.test']
  const made = JSON.parse(await run('tenant-restore', ...args, '--json'))
  expect(made).toMatchObject({ slug: 'again', members: 1, gone: [] })
  const again: Chat = {
    ...chat,
    token: made.token,
    messages: chat.messages.replace('acme', 'again'),
  }
  expect(await readAll(server, again)).toEqual(['one'])
})

test('after the loss of the machine everything is there again, tokens included', async () => {
  const { server, run } = await started()
  const chats = [await openChat(server, 'acme'), await openChat(server, 'beta')]
  for (const chat of chats) await say(server, chat, chat.slug)
  const { directory } = JSON.parse(await run('backup', '--json'))
  await server.kill()

  const dataDir = join(temporaryDirectory(), 'data')
  const rebuilt = await runScript('backup-restore-all', [directory], { dataDir })
  expect(rebuilt).toMatchObject({ status: 0, stderr: '' })
  const next = await startServerProcess({ dataDir })
  for (const chat of chats) expect(await readAll(next, chat)).toEqual([chat.slug])
  const refused = await runScript('backup-restore-all', [directory], { dataDir })
  expect(refused).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('in use by a server'),
  })
})

test('the figures tell when the newest backup was made, also by a command', async () => {
  const { server, run } = await started({ BACKUP_EVERY: '24h' })
  const figure = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    return Number(/^conclave_backup_last_success_timestamp_seconds (\S+)$/m.exec(text)?.[1])
  }
  expect(await figure()).toBe(0)
  await run('backup')
  expect(Math.abs((await figure()) - Date.now() / 1_000)).toBeLessThan(120)
  expect((await server.stop()).status).toBe(0)
})

test('a slug that nobody has is refused before anything is made', async () => {
  const { server } = await started()
  await openChat(server, 'acme')
  const to = join(temporaryDirectory(), 'elsewhere')
  const refused = await runScript('backup', ['acme', 'nobody', '--to', to], {
    dataDir: server.dataDir,
  })
  expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('workspace nobody') })
  expect(() => readdirSync(to)).toThrow()
})

import { afterEach, expect, test } from 'bun:test'
import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { call, openChat, say } from '../harness/chat.ts'
import { cleanUp, runScript, startServerProcess, temporaryDirectory } from '../harness/process.ts'

afterEach(cleanUp)

test('neighbours on the machine read nothing, however the server was started', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  const backups = join(temporaryDirectory(), 'backups')
  mkdirSync(dataDir)
  chmodSync(dataDir, 0o777)
  // What processes of this test begin with.
  const mask = process.umask(0)
  try {
    const server = await startServerProcess({ dataDir, env: { BACKUP_DIR: backups } })
    const chat = await openChat(server, 'acme')
    await say(server, chat, 'for nobody else')
    const upload = await fetch(`${server.url}/workspaces/acme/files?filename=a.txt`, {
      method: 'POST',
      headers: { authorization: `Bearer ${chat.token}` },
      body: 'for nobody else, either',
    })
    expect(upload.status).toBe(201)
    await call(server.url, chat.token, 'PUT', '/workspaces/acme/state', { state: 'archived' })
    const { status, stderr } = await runScript('backup', [], {
      dataDir,
      env: { BACKUP_DIR: backups },
    })
    expect(`${status} ${stderr}`).toBe('0 ')
  } finally {
    process.umask(mask)
  }

  const open = [dataDir, backups].flatMap((root) =>
    ['.', ...readdirSync(root, { recursive: true, encoding: 'utf8' })]
      .map((name) => ({ name, stat: statSync(join(root, name), { throwIfNoEntry: false }) }))
      .filter(({ stat }) => stat !== undefined && (stat.mode & 0o077) !== 0)
      .map(({ name, stat }) => `${name} ${((stat?.mode ?? 0) & 0o777).toString(8)}`),
  )
  expect(open).toEqual([])
})

import { afterEach, expect, test } from 'bun:test'
import { call, openChat, say } from '../harness/chat.ts'
import { filesThatHold } from '../harness/grep.ts'
import { cleanUp, eventually, runScript, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

test('commands erase beside a server that is reading and writing', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'erase-xyzzy')
  await say(server, chat, 'kept')
  const { dataDir } = server
  expect((await filesThatHold(dataDir, ['erase-xyzzy'])).length).toBeGreaterThan(0)
  let going = true
  const client = (async () => {
    for (; going; await Bun.sleep(1)) {
      await say(server, chat, 'meanwhile')
      await call(server.url, chat.token, 'GET', chat.messages)
    }
  })()

  const message = await runScript('tenant-erase', ['acme', '--message', '1', '--yes'], server)
  expect(message).toMatchObject({ status: 0, stderr: '' })
  expect(await filesThatHold(dataDir, ['erase-xyzzy'])).toEqual([])

  const last = await runScript('tenant-erase', ['acme', '--person', 'owner@acme.test', '--yes'], {
    dataDir,
  })
  expect(last).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('the only owner of acme'),
  })
  going = false
  await client
})

test('an account that is deleted is in no file, and what a SIGKILL interrupts the next start does', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'kept')
  const { dataDir } = server
  const found = () => filesThatHold(dataDir, ['owner@acme.test'])
  expect((await found()).length).toBeGreaterThan(0)
  const command = runScript('account-delete', ['owner@acme.test', '--yes'], server)
  await eventually(async () => {
    const { status } = await call(server.url, chat.token, 'GET', '/me')
    return status === 401 || undefined
  })
  // The account is gone; whether any file has followed, nobody knows.
  await server.kill()
  await command

  const again = await startServerProcess({ dataDir })
  await eventually(async () => (await found()).length === 0 || undefined)
  expect((await again.stop()).status).toBe(0)
})

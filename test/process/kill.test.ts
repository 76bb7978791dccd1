import { afterEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { prepareChanges } from '../harness/changes.ts'
import { type Chat, createWorkspace, openChat, readAll, tokenForAll } from '../harness/chat.ts'
import { killRound, newHistory, wrongWith } from '../harness/kill-round.ts'
import { contradictions } from '../harness/load.ts'
import {
  cleanUp,
  runScript,
  spawn,
  startServerProcess,
  temporaryDirectory,
} from '../harness/process.ts'

afterEach(cleanUp)

test.each([
  { how: 'as it comes', env: {} },
  { how: 'DURABILITY=full', env: { DURABILITY: 'full' } },
  // Each request closes the other workspace and opens its own.
  { how: 'POOL_MAX=1', env: { POOL_MAX: '1' } },
])('SIGKILL under load, with $how: all that was acknowledged is there, once', async ({ env }) => {
  const first = await startServerProcess()
  const { dataDir } = first
  const chats = [await openChat(first, 'one'), await openChat(first, 'two')]
  const token = await tokenForAll(dataDir, chats[0] as Chat)
  const changed = await prepareChanges(first, await openChat(first, 'changed'))
  await first.stop()
  const history = newHistory(chats, token, [changed])

  for (let round = 0; round < 3; round += 1) await killRound(dataDir, history, env)

  const server = await startServerProcess({ dataDir })
  for (const chat of chats) {
    expect(history.witnessed.acknowledged.get(chat)?.length).toBeGreaterThan(0)
    expect(contradictions(history.witnessed, chat, await readAll(server, chat))).toEqual([])
  }
  // Whoever opens it sees to it that members are told who left.
  await readAll(server, changed.chat)
  expect((await server.stop()).status).toBe(0)
  expect(history.made.length).toBeGreaterThan(0)
  expect(history.rooms.length).toBeGreaterThan(0)
  expect(history.witnessed.refused.filter(({ status }) => status !== 503)).toEqual([])
  expect(wrongWith(dataDir, history)).toEqual([])
})

test('tenant:create that is killed leaves a workspace or nothing', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  const history = newHistory([], '')
  await createWorkspace(dataDir, 'made-first')
  history.attempted.add('made-first')
  for (let round = 0; round < 12; round += 1) {
    const slug = `made-${round}`
    history.attempted.add(slug)
    const command = [process.execPath, 'scripts/tenant-create.ts', slug, '--owner', 'a@b.test']
    const { child, ended } = spawn(command, { dataDir })
    await Bun.sleep(round * 12)
    child.kill('SIGKILL')
    if ((await ended).status === 0) history.made.push(slug)
  }

  // A command that holds the lock sweeps, as a server does.
  await createWorkspace(dataDir, 'made-last')
  history.attempted.add('made-last')

  expect(wrongWith(dataDir, history)).toEqual([])
  expect((await runScript('migrate-status', [], { dataDir })).status).toBe(0)
})

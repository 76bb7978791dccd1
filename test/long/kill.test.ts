import { afterEach, expect, test } from 'bun:test'
import { type Changes, prepareChanges } from '../harness/changes.ts'
import { type Chat, openChat, readAll, tokenForAll } from '../harness/chat.ts'
import { killRound, newHistory, wrongWith } from '../harness/kill-round.ts'
import { contradictions } from '../harness/load.ts'
import { cleanUp, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

const ROUNDS = 70

/** One client sends to each; in the last ones things are edited and deleted, and people come and go. */
const SERVED = 20
const CHANGED = 3

test.each([
  { how: 'as it comes', env: {} },
  { how: 'DURABILITY=full', env: { DURABILITY: 'full' } },
  { how: 'POOL_MAX=1', env: { POOL_MAX: '1' } },
])(`${ROUNDS} times SIGKILL under load over many workspaces, with $how`, async ({ env }) => {
  const first = await startServerProcess()
  const { dataDir } = first
  const chats: Chat[] = []
  for (let number = 0; number < SERVED; number += 1) {
    chats.push(await openChat(first, `served-${number}`))
  }
  const token = await tokenForAll(dataDir, chats[0] as Chat)
  const changes: Changes[] = []
  for (let number = 0; number < CHANGED; number += 1) {
    changes.push(await prepareChanges(first, await openChat(first, `changed-${number}`)))
  }
  await first.stop()
  const history = newHistory(chats, token, changes)

  for (let round = 1; round <= ROUNDS; round += 1) {
    await killRound(dataDir, history, env, 1)
    if (round % 10 > 0) continue
    // Now and then a clean stop, so that the next kill meets a file without a log.
    const server = await startServerProcess({ dataDir })
    for (const chat of chats) {
      expect(contradictions(history.witnessed, chat, await readAll(server, chat))).toEqual([])
    }
    for (const { chat } of changes) await readAll(server, chat)
    expect((await server.stop()).status).toBe(0)
    expect(wrongWith(dataDir, history)).toEqual([])
  }
})

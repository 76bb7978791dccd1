import { afterEach, expect, test } from 'bun:test'
import { type Chat, openChat, readAll, tokenForAll } from '../harness/chat.ts'
import { killRound, newHistory, wrongWith } from '../harness/kill-round.ts'
import { contradictions } from '../harness/load.ts'
import { cleanUp, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

const ROUNDS = 50

test.each([
  { how: 'as it comes', env: {} },
  { how: 'DURABILITY=full', env: { DURABILITY: 'full' } },
  { how: 'POOL_MAX=1', env: { POOL_MAX: '1' } },
])(`${ROUNDS} times SIGKILL under load, with $how`, async ({ env }) => {
  const first = await startServerProcess()
  const { dataDir } = first
  const chats = [
    await openChat(first, 'one'),
    await openChat(first, 'two'),
    await openChat(first, 'three'),
  ]
  const token = await tokenForAll(dataDir, chats[0] as Chat)
  await first.stop()
  const history = newHistory(chats, token)

  for (let round = 1; round <= ROUNDS; round += 1) {
    await killRound(dataDir, history, env)
    if (round % 10 > 0) continue
    // Now and then a clean stop, so that the next kill meets a file without a log.
    const server = await startServerProcess({ dataDir })
    for (const chat of chats) {
      expect(contradictions(history.witnessed, chat, await readAll(server, chat))).toEqual([])
    }
    expect((await server.stop()).status).toBe(0)
    expect(wrongWith(dataDir, history)).toEqual([])
  }
})

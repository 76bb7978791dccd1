import { afterEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { workspaceEngine } from '../../src/workspace-engine.ts'
import { type Chat, openChat, readAll, say } from '../harness/chat.ts'
import { acknowledgements, contradictions, startLoad } from '../harness/load.ts'
import { cleanUp, runScript, startServerProcess, temporaryDirectory } from '../harness/process.ts'
import { LATEST, makeStale, registered, versionOf, withAuth } from '../harness/stale-fleet.ts'

afterEach(cleanUp)

/** Workspaces with messages in them, on a data directory that no server has. */
async function conversations(dataDir: string, count: number): Promise<Chat[]> {
  const server = await startServerProcess({ dataDir })
  const chats = await Promise.all(
    Array.from({ length: count }, (_, number) => openChat(server, `chat-${number}`)),
  )
  for (const chat of chats) await say(server, chat, `${chat.slug} said before`)
  await server.stop()
  return chats
}

async function takeBack(dataDir: string, chats: readonly Chat[]): Promise<void> {
  const engine = workspaceEngine('normal')
  for (const { file, id } of chats) engine.rollBack(file, id, 1)
  await withAuth(dataDir, (database, registry) =>
    database.write(() => {
      for (const { id } of chats) registry.setVersion(id, LATEST - 1)
    }),
  )
}

test('a fleet of 200 is migrated under a server with load, which loses nothing', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  const [current, stale] = [await conversations(dataDir, 3), [] as Chat[]]
  stale.push(...current.splice(0, 2))
  await takeBack(dataDir, stale)
  const tenants = await makeStale(dataDir, 200)
  const server = await startServerProcess({ dataDir })
  const load = startLoad(server.url, current)
  while (acknowledgements(load) < 50) await Bun.sleep(5)

  const migrating = runScript('migrate-all', ['--json'], { dataDir })
  // Their first use and the run want to migrate the same files.
  const loadOnStale = startLoad(server.url, stale)
  const { status, stdout } = await migrating

  const before = [acknowledgements(load), acknowledgements(loadOnStale)] as const
  while (acknowledgements(load) < before[0] + 50) await Bun.sleep(5)
  while (acknowledgements(loadOnStale) < before[1] + 50) await Bun.sleep(5)
  const [others, migrated] = await Promise.all([load.stop(), loadOnStale.stop()])
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({
    status: 0,
    state: 'finished',
    failed: [],
    remaining: 0,
  })
  // Nobody but those that were migrated was told to come again.
  expect(others.refused).toEqual([])
  expect(migrated.refused.filter((one) => one.status !== 503)).toEqual([])
  for (const [witnessed, chats] of [
    [others, current],
    [migrated, stale],
  ] as const) {
    for (const chat of chats) {
      const [first, ...rest] = await readAll(server, chat)
      expect(first).toBe(`${chat.slug} said before`)
      expect(contradictions(witnessed, chat, rest)).toEqual([])
    }
  }
  expect((await server.stop()).status).toBe(0)
  for (const one of [...tenants, ...stale]) expect(versionOf(one)).toBe(LATEST)
  const behind = (await registered(dataDir)).filter((one) => one.schema_version < LATEST)
  expect(behind).toEqual([])
})

test('a dry run beside a server works on copies of what is in use', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  const chats = await conversations(dataDir, 1)
  await makeStale(dataDir, 5)
  const server = await startServerProcess({ dataDir })
  const load = startLoad(server.url, chats)
  while (acknowledgements(load) < 20) await Bun.sleep(5)
  // As if this one were in use by older code.
  await withAuth(dataDir, (database, registry) =>
    database.write(() => registry.setVersion(chats[0]?.id ?? '', LATEST - 1)),
  )

  const { status, stdout } = await runScript('migrate-all', ['--dry-run', '--json'], { dataDir })

  const witnessed = await load.stop()
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, pending: 6, succeeded: 6 })
  expect(witnessed.refused).toEqual([])
  for (const chat of chats) {
    const [, ...rest] = await readAll(server, chat)
    expect(contradictions(witnessed, chat, rest)).toEqual([])
  }
})

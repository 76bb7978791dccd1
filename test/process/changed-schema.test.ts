import { afterEach, expect, test } from 'bun:test'
import { tenantMigrations } from '../../migrations/tenant/index.ts'
import { Connection } from '../../src/database/connection.ts'
import { readSchemaState } from '../../src/database/schema-state.ts'
import { workspaceEngine } from '../../src/workspace-engine.ts'
import { type Chat, call, contentsOf, openChat, readAll, say } from '../harness/chat.ts'
import { acknowledgements, contradictions, startLoad } from '../harness/load.ts'
import { cleanUp, spawn, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

const latest = tenantMigrations.length

async function runNewerCode(
  { file }: Chat,
  servesFrom: { read: number; write: number } | null = null,
): Promise<void> {
  const program = 'test/process/programs/run-newer-code.ts'
  const { ended } = spawn([process.execPath, program, JSON.stringify(servesFrom), file])
  expect(await ended).toMatchObject({ status: 0, stderr: '' })
}

function versionOf({ file }: Chat): number {
  const connection = new Connection(file, { busyTimeout: 5_000 })
  try {
    return readSchemaState(connection, undefined).version
  } finally {
    connection.close()
  }
}

const newer = { status: 503, body: expect.objectContaining({ code: 'newer_schema' }) }

test('a workspace that newer code migrates under the server is left alone at once, and no other', async () => {
  const server = await startServerProcess()
  const [chat, other] = [await openChat(server, 'acme'), await openChat(server, 'other')]
  expect((await say(server, chat, 'before')).status).toBe(201)
  expect((await say(server, other, 'before')).status).toBe(201)

  await runNewerCode(chat)

  expect(await say(server, chat, 'after')).toMatchObject(newer)
  expect(await call(server.url, chat.token, 'GET', chat.messages)).toMatchObject(newer)
  expect(await say(server, chat, 'again')).toMatchObject(newer)
  expect((await say(server, other, 'after')).status).toBe(201)
  expect((await server.stop()).status).toBe(0)
  expect(contentsOf(chat.file)).toEqual(['before'])
  expect(versionOf(chat)).toBe(latest + 1)
})

test('a newer schema that this code may read is read, and not written', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'before')

  await runNewerCode(chat, { read: latest, write: latest + 1 })

  expect(await readAll(server, chat)).toEqual(['before'])
  expect(await say(server, chat, 'after')).toMatchObject(newer)
  expect(await say(server, chat, 'again')).toMatchObject(newer)
  expect(await readAll(server, chat)).toEqual(['before'])
  await server.stop()
  const told = server
    .stdout()
    .split('\n')
    .filter((line) => line.includes('a newer version is needed'))
  expect(told).toEqual([expect.stringContaining('"level":"warn"')])
  expect(server.stdout()).not.toContain('"level":"error"')
})

test('a newer schema that this code may write is used on, under load, and nothing is lost', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const load = startLoad(server.url, [chat])
  while (acknowledgements(load) < 200) await Bun.sleep(5)

  await runNewerCode(chat, { read: latest, write: latest })

  const before = acknowledgements(load)
  while (acknowledgements(load) < before + 200) await Bun.sleep(5)
  const witnessed = await load.stop()
  expect(witnessed.refused).toEqual([])
  expect(contradictions(witnessed, chat, await readAll(server, chat))).toEqual([])
})

test('a workspace that is taken back under the server is migrated again, and nothing is lost', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const load = startLoad(server.url, [chat])
  while (acknowledgements(load) < 200) await Bun.sleep(5)

  workspaceEngine('normal').rollBack(chat.file, chat.id, 1)

  const before = acknowledgements(load)
  while (acknowledgements(load) < before + 200) await Bun.sleep(5)
  const witnessed = await load.stop()
  // Told to come again, at the worst.
  expect(witnessed.refused.filter(({ status }) => status !== 503)).toEqual([])
  expect(contradictions(witnessed, chat, await readAll(server, chat))).toEqual([])
  expect(versionOf(chat)).toBe(latest)
  expect(server.stdout()).not.toContain('"level":"error"')
})

import { afterEach, expect, test } from 'bun:test'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { call, openChat, readAll, say, tokenForAll } from '../harness/chat.ts'
import { acknowledgements, contradictions, startLoad } from '../harness/load.ts'
import { cleanUp, eventually, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

test('a data directory that is deleted under the server: nothing is acknowledged any more', async () => {
  const server = await startServerProcess()
  const chats = [await openChat(server, 'one'), await openChat(server, 'two')]
  const load = startLoad(server.url, chats)
  await eventually(() => acknowledgements(load) > 50 || undefined)

  const aside = `${server.dataDir}-aside`
  renameSync(server.dataDir, aside)
  await eventually(() => load.witnessed.refused.length > 50 || undefined)
  const acknowledged = acknowledgements(load)
  await eventually(() => load.witnessed.refused.length > 100 || undefined)
  expect(acknowledgements(load)).toBe(acknowledged)

  const statuses = new Set(load.witnessed.refused.map(({ status }) => status))
  expect([...statuses]).toEqual([503])
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(503)
  expect((await fetch(`${server.url}/swagger`)).status).toBe(200)
  expect((await call(server.url, 'cnv_wrong', 'GET', '/me')).status).toBe(401)

  renameSync(aside, server.dataDir)
  await eventually(() => acknowledgements(load) > acknowledged + 50 || undefined)
  const witnessed = await load.stop()
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
  // A refusal that found out was committed to the file that was put aside.
  for (const { content } of witnessed.refused) {
    for (const unknown of witnessed.unknown.values()) unknown.push(content)
  }
  for (const chat of chats) {
    expect(contradictions(witnessed, chat, await readAll(server, chat))).toEqual([])
  }
  expect((await server.stop()).status).toBe(0)
})

test('a server whose data directory is deleted for good can still be stopped', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'before')
  rmSync(server.dataDir, { recursive: true })

  expect((await say(server, chat, 'lost?')).status).toBe(503)
  const path = '/workspaces/acme/rooms'
  expect((await call(server.url, chat.token, 'GET', path)).status).toBeOneOf([200, 503])
  expect((await server.stop()).status).toBe(0)
  expect(existsSync(server.dataDir)).toBe(false)
})

test('a workspace cannot be made while the data directory is gone', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const token = await tokenForAll(server.dataDir, chat)
  const aside = `${server.dataDir}-aside`
  renameSync(server.dataDir, aside)

  const refused = await call(server.url, token, 'POST', '/workspaces', { slug: 'other' })
  expect(refused.status).toBe(503)
  expect(existsSync(server.dataDir)).toBe(false)

  renameSync(aside, server.dataDir)
  expect((await server.stop()).status).toBe(0)
  const { dataDir } = server
  const again = await startServerProcess({ dataDir })
  const made = await call(again.url, token, 'POST', '/workspaces', { slug: 'other' })
  expect(made.status).toBe(201)
})

import { afterEach, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { call, openChat } from '../harness/chat.ts'
import { cleanUp, startServerProcess } from '../harness/process.ts'
import { until } from '../harness/until.ts'

afterEach(cleanUp)

test('a SIGKILL amid uploads and deletions leaves all of what was acknowledged, and nothing else', async () => {
  const server = await startServerProcess()
  const { dataDir } = server
  const chat = await openChat(server, 'acme')
  const files = join(dirname(chat.file), 'files')
  const uploads = join(dataDir, '.uploads')
  const headers = { authorization: `Bearer ${chat.token}` }
  /** By path, what was acknowledged; null once its deletion was asked for. */
  const acknowledged = new Map<string, string | null>()

  async function client(): Promise<void> {
    for (let number = 0; ; number += 1) {
      const content = crypto.randomUUID().repeat(1_000)
      const uploaded = await fetch(`${server.url}/workspaces/acme/files`, {
        method: 'POST',
        headers,
        body: content,
      })
      const { id } = (await uploaded.json()) as { id: string }
      const path = `/workspaces/acme/files/${id}`
      acknowledged.set(path, content)
      if (number % 3 === 0) continue
      const sent = await call(server.url, chat.token, 'POST', chat.messages, { file_id: id })
      if (number % 3 === 1) continue
      acknowledged.set(path, null)
      const message = `${chat.messages}/${(sent.body as { id: number }).id}`
      await call(server.url, chat.token, 'DELETE', message)
    }
  }
  // Each ends with the server.
  const clients = Array.from({ length: 4 }, () => client().catch(() => undefined))
  const half = fetch(`${server.url}/workspaces/acme/files`, {
    method: 'POST',
    headers,
    body: new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(100_000)),
    }),
  }).catch(() => undefined)
  await until(() => acknowledged.size >= 30)
  await server.kill()
  await Promise.all([...clients, half])
  expect(readdirSync(uploads).length).toBeGreaterThan(0)

  const again = await startServerProcess({ dataDir })
  let there = 0
  for (const [path, content] of acknowledged) {
    if (content === null) continue
    const answer = await fetch(again.url + path, { headers })
    expect([answer.status, await answer.text()]).toEqual([200, content])
    there += 1
  }
  expect(there).toBeGreaterThan(10)
  // On the disk lies what rows refer to; whether the last requests of each client count, nobody knows.
  const { body } = await call(again.url, chat.token, 'GET', '/workspaces/acme/usage')
  const size = crypto.randomUUID().length * 1_000
  await until(() => readdirSync(files).length === (body as Usage).bytes.files / size)
  expect(readdirSync(dataDir)).not.toContain('.uploads')
  expect((await again.stop()).status).toBe(0)
})

interface Usage {
  readonly bytes: { readonly files: number }
}

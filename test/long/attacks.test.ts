import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { attackFrames } from '../attacks/frames.ts'
import { attackHttp } from '../attacks/http.ts'
import { attackImports } from '../attacks/import.ts'
import { attackJson } from '../attacks/json.ts'
import { attackSearch } from '../attacks/search.ts'
import type { Target } from '../attacks/target.ts'
import { attackUploads } from '../attacks/uploads.ts'
import { openChat, say } from '../harness/chat.ts'
import { cleanUp, type ServerProcess, startServerProcess } from '../harness/process.ts'

/* test/attacks with other attacks at each run, thousands of them, at a server process. */

const RUNS = 5_000

describe('thousands of each', () => {
  let server: ServerProcess
  let target: Target
  beforeAll(async () => {
    server = await startServerProcess()
    const chat = await openChat(server, 'acme')
    for (let count = 0; count < 200; count += 1) {
      await say(server, chat, `Line ${count} about "NEAR(a, b)" and ünïcödé 日本語 content:x`)
    }
    const room = chat.messages.replace(/\/messages$/, '')
    target = { url: server.url, token: chat.token, path: '/workspaces/acme', room }
  })
  afterAll(async () => {
    const { stdout, status } = await server.stop()
    await cleanUp()
    expect(stdout).not.toContain('"level":"error"')
    expect(status).toBe(0)
  })

  test.each([
    ['requests', attackHttp],
    ['frames', attackFrames],
    ['queries', attackSearch],
    ['bodies', attackJson],
    ['uploads', attackUploads],
  ] as const)('%s: served afterwards, with about the memory of before', async (_, attack) => {
    await attack(target, RUNS)
    const before = residentMegabytes(server.pid)
    await attack(target, RUNS)
    // What an allocator keeps is some megabytes; what a request leaves behind would be more.
    expect(residentMegabytes(server.pid)).toBeLessThan(before + 100)
  })
})

test('hundreds of imports', () => attackImports(500))

function residentMegabytes(pid: number): number {
  const [, kilobytes = ''] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1_024
}

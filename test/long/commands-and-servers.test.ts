import { afterEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { createWorkspace } from '../harness/chat.ts'
import { newHistory, wrongWith } from '../harness/kill-round.ts'
import { cleanUp, runScript, startServerProcess, temporaryDirectory } from '../harness/process.ts'

afterEach(cleanUp)

const MILLISECONDS = 30_000

/** What a command may say when servers come and go under it. */
const REASONS = /in use by|the server ended before it answered|the server is stopping/

test('commands that create while servers start, stop and are killed', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  const history = newHistory([], '')
  history.attempted.add('made-first')
  await createWorkspace(dataDir, 'made-first')
  const end = performance.now() + MILLISECONDS
  const reasons: string[] = []

  async function operator(name: string): Promise<void> {
    for (let count = 0; performance.now() < end; count += 1) {
      const slug = `made-${name}-${count}`
      history.attempted.add(slug)
      const args = [slug, '--owner', 'owner@made.test']
      const { status, stderr } = await runScript('tenant-create', args, { dataDir })
      if (status === 0) history.made.push(slug)
      else reasons.push(stderr)
    }
  }

  async function servers(): Promise<void> {
    while (performance.now() < end) {
      const server = await startServerProcess({ dataDir })
      await Bun.sleep(Math.random() * 400)
      if (Math.random() < 0.5) await server.kill()
      else expect(await server.stop()).toMatchObject({ status: 0, stderr: '' })
      await Bun.sleep(Math.random() * 200)
    }
  }

  await Promise.all([servers(), operator('a'), operator('b')])
  // Whoever takes the lock next sweeps what the last kill left.
  history.attempted.add('made-last')
  await createWorkspace(dataDir, 'made-last')

  expect(reasons.filter((line) => !REASONS.test(line))).toEqual([])
  expect(history.made.length).toBeGreaterThan(10)
  expect(wrongWith(dataDir, history)).toEqual([])
})

import { afterEach, expect, test } from 'bun:test'
import { createWorkspace } from '../harness/chat.ts'
import { cleanUp, runScript, temporaryDirectory } from '../harness/process.ts'

afterEach(cleanUp)

test('tenant:quota sets it, shows it, and refuses what is no size', async () => {
  const dataDir = temporaryDirectory()
  await createWorkspace(dataDir, 'acme')
  const quota = (...args: string[]) => runScript('tenant-quota', ['acme', ...args], { dataDir })

  expect((await quota('--bytes', '500m')).stdout).toContain('acme may hold 524288000 bytes.')
  const shown = await runScript('tenant-show', ['acme'], { dataDir })
  expect(shown.stdout).toContain('quota         524288000 bytes')
  const { stdout } = await quota('--bytes', 'default', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ slug: 'acme', quota_bytes: null })

  const tooSmall = await quota('--bytes', '1000')
  expect([tooSmall.status, tooSmall.stderr]).toEqual([
    2,
    expect.stringContaining('--bytes must be'),
  ])
})

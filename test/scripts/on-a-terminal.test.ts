import { afterEach, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { cleanUp, temporaryDirectory } from '../harness/process.ts'
import { LATEST, makeStale, type StaleTenant, versionOf } from '../harness/stale-fleet.ts'
import { runOnTerminal, whyNoTerminal } from './terminal.ts'

const why = whyNoTerminal()
if (why) console.log(`skipped: ${why}`)

afterEach(cleanUp)

async function fleetOf(count: number): Promise<[string, StaleTenant[]]> {
  const dataDir = join(temporaryDirectory(), 'data')
  return [dataDir, await makeStale(dataDir, count)]
}

const migrated = (tenants: readonly StaleTenant[]) =>
  tenants.filter((tenant) => versionOf(tenant) === LATEST).length

describe.skipIf(why !== null)('on a terminal', () => {
  test('progress is one bar that is written over, with rate and remaining time', async () => {
    const [dataDir] = await fleetOf(6)
    const { status, stdout } = await runOnTerminal('migrate-all', [], '', { dataDir })
    expect(status).toBe(0)
    expect(stdout.replaceAll('\r\x1b[2K', '<again>')).toMatch(
      /<again>\[#{24}\] 6 of 6, 0 failed, \d+\/s, 0 s left, t\d\r?\n/,
    )
    expect(stdout).toContain('Workspaces: 6, migrated now: 6')
  })

  test('after the canary somebody is asked, and the run goes on when they agree', async () => {
    const [dataDir, tenants] = await fleetOf(5)
    const { status, stdout } = await runOnTerminal('migrate-all', ['--canary', '2'], 'y\\n', {
      dataDir,
    })
    // On a line of its own, below the bar.
    expect(stdout).toMatch(/^2 workspaces are done, 0 failed\. Go on with 3 more\?/m)
    expect(status).toBe(0)
    expect(migrated(tenants)).toBe(5)
  })

  test('whoever does not agree has the run halted, and nothing undone', async () => {
    const [dataDir, tenants] = await fleetOf(5)
    const halted = await runOnTerminal('migrate-all', ['--canary', '2'], 'n\\n', { dataDir })
    expect(halted.stdout).toContain('Run 1 is halted: 3 workspaces are left')
    expect(halted.status).toBe(3)
    expect(migrated(tenants)).toBe(2)

    const kept = await runOnTerminal('migrate-rollback', ['--run', '1'], 'n\\n', { dataDir })
    expect(kept.stdout).toContain('Undo run 1, which migrated 2 workspaces?')
    expect(kept.status).toBe(2)
    expect(migrated(tenants)).toBe(2)

    const undone = await runOnTerminal('migrate-rollback', ['--run', '1'], 'y\\n', { dataDir })
    expect(undone.status).toBe(0)
    expect(migrated(tenants)).toBe(0)
  })
})

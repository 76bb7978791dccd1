import { expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { TestFleet } from './harness.ts'

const PROGRAM = new URL('./fixtures/create-until-killed.ts', import.meta.url).pathname
const ROUNDS = 15

/** @returns ids of the tenants that the process had acknowledged when it was killed */
async function createUntilKilled(directory: string, round: number): Promise<string[]> {
  const child = Bun.spawn([process.execPath, PROGRAM, directory, String(round)], {
    stdout: 'pipe',
    stderr: 'inherit',
  })
  let output = ''
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 25)
    output += chunk
  }
  await child.exited
  expect(child.signalCode).toBe('SIGKILL')
  // What follows the last line break may be half a line.
  return output.split('\n').slice(0, -1)
}

function tenantDirectories(fleet: TestFleet): string[] {
  const shards = readdirSync(fleet.directory.path).filter((name) => /^[0-9a-f]{2}$/.test(name))
  return shards.flatMap((shard) => readdirSync(`${fleet.directory.path}/${shard}`)).toSorted()
}

test(`${ROUNDS} creating processes that are killed leave whole tenants or none`, async () => {
  await using fleet = new TestFleet({ tenants: 20 })
  const { registry } = fleet.tenants
  const acknowledged = new Set<string>()
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const id of await createUntilKilled(fleet.directory.path, round)) acknowledged.add(id)
    await fleet.tenants.sweep()
    expect(registry.provisioning()).toEqual([])
    const registered = registry.list('', 100_000)
    expect(tenantDirectories(fleet)).toEqual(registered.map(({ id }) => id))
    expect(readdirSync(fleet.directory.path)).not.toContain('.creating')
  }
  expect(acknowledged.size).toBeGreaterThan(ROUNDS)
  const registered = new Map(registry.list('', 100_000).map((row) => [row.id, row]))
  for (const id of acknowledged) expect(registered.get(id)?.state).toBe('active')
  for (const id of registered.keys()) {
    const version = await fleet.pool.read({ id }, (db) => db.health({ full: true }).version)
    expect(version).toBe(fleet.tenants.engine.latestVersion)
  }
}, 60_000)

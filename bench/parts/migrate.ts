import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tenantMigrations } from '../../migrations/tenant/index.ts'
import { DatabaseImage } from '../../src/database/database-image.ts'
import { MigrationList } from '../../src/database/migration-list.ts'
import { newTenantId } from '../../src/tenancy/tenant.ts'
import { copyToFleet } from '../data/fleet.ts'
import { openQuietly } from '../data/open-quietly.ts'
import { createMember } from '../data/workspaces.ts'
import { beside, type Figure, figure, quantile } from '../figure.ts'
import { visit } from '../load/visitor.ts'
import type { Bench, Part } from '../part.ts'
import { outputOf, startBun } from '../processes/child.ts'

/** `migrate:all` over a fleet that is one migration behind, and again when there is nothing to do. */
export const migrate: Part = {
  name: 'migrate',
  title: 'migrate:all over a fleet that is one additive migration behind',
  run,
}

/** What the targets are given for; other sizes get their share of the time. */
const TARGET_SIZE = 10_000

async function run(bench: Bench): Promise<Figure[]> {
  const { behind } = bench.scale
  const dataDir = bench.directory('behind')
  bench.say(`making ${behind} workspaces that are one migration behind`)
  await createBehind(dataDir, behind)
  bench.say('migrating')
  const all = await migrateAll(dataDir, behind)
  const nothing = await migrateAll(dataDir, 0)
  bench.say('examining')
  const examined = await examine(dataDir, behind)
  bench.say('migrating, with visitors')
  const visited = bench.directory('visited')
  const paths = await createBehind(visited, behind)
  let ended = false
  const migrating = migrateAll(visited, behind).finally(() => {
    ended = true
  })
  const [visits] = await Promise.all([visit(paths, () => ended), migrating])
  const share = behind / TARGET_SIZE
  return [
    figure(`migrate:all over ${behind}`, 's', [all], {
      target: { atMost: 5 * share },
      beside: [beside('each', 'ms', [(all / behind) * 1_000])],
    }),
    figure(`nothing to do, ${behind} registered`, 's', [nothing], { target: { atMost: 1.5 } }),
    figure(`doctor over ${behind}`, 's', [examined]),
    figure('longest visit to one that is being migrated', 'ms', [Math.max(...visits)], {
      target: { atMost: 1_000 },
      beside: [beside('p99', 'ms', [quantile(visits, 0.99)])],
    }),
  ]
}

/**
 * They are empty: what an additive migration costs does not depend on the rows.
 *
 * @returns their databases in the order in which they are migrated
 */
async function createBehind(dataDir: string, count: number): Promise<string[]> {
  const older = new MigrationList(tenantMigrations.slice(0, -1))
  const services = openQuietly(dataDir)
  try {
    const { authId } = await createMember(services)
    const original = newTenantId()
    const path = join(dataDir, 'original.db')
    new DatabaseImage(older).write(path, original)
    const ids = await copyToFleet(services, {
      bytes: readFileSync(path),
      original,
      count,
      authId,
      version: older.latest,
    })
    return ids.sort().map((id) => services.tenants.directory.database(id))
  } finally {
    await services.close()
  }
}

/** @returns seconds, the start of the command included */
async function migrateAll(dataDir: string, expected: number): Promise<number> {
  const script = new URL('../../scripts/migrate-all.ts', import.meta.url).pathname
  const start = performance.now()
  const child = startBun(script, ['--json'], { environment: { DATA_DIR: dataDir } })
  const { migrated, failed } = JSON.parse(await outputOf(child)) as {
    migrated: number
    failed: unknown[]
  }
  if (migrated !== expected || failed.length > 0) {
    throw new Error(`${migrated} of ${expected} were migrated, ${failed.length} failed`)
  }
  return (performance.now() - start) / 1_000
}

/** @returns seconds, the start of the command included */
async function examine(dataDir: string, expected: number): Promise<number> {
  const script = new URL('../../scripts/doctor.ts', import.meta.url).pathname
  const start = performance.now()
  const child = startBun(script, ['--json'], { environment: { DATA_DIR: dataDir } })
  const { workspaces, findings } = JSON.parse(await outputOf(child)) as {
    workspaces: number
    findings: unknown[]
  }
  if (workspaces !== expected || findings.length > 0) {
    throw new Error(`${workspaces} of ${expected} were examined, ${findings.length} findings`)
  }
  return (performance.now() - start) / 1_000
}

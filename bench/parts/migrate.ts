import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import { workspaceMigrations } from '../../src/workspace-database.ts'
import { createFleet } from '../data/fleet.ts'
import { beside, type Figure, figure, type Measured, quantile } from '../figure.ts'
import { visit } from '../load/visitor.ts'
import type { Bench, Part } from '../part.ts'
import { measureApart } from '../processes/child.ts'
import { examineAll, migrateAll, type Times } from '../processes/fleet-commands.ts'

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
  const examined = await examineAll(dataDir, behind)
  bench.say('migrating by a column and an index')
  const small = await migrateAdditively(dataDir, behind)
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
    figure(`migrate:all over ${behind}, the last migration`, 's', [all.seconds], {
      target: { atMost: 5 * share },
      beside: eachOf(all, behind),
    }),
    figure(`the same, a column and an index`, 's', [small.seconds], {
      target: { atMost: 5 * share },
      beside: eachOf(small, behind),
    }),
    figure(`nothing to do, ${behind} registered`, 's', [nothing.seconds], {
      target: { atMost: 1.5 },
    }),
    figure(`doctor over ${behind}`, 's', [examined.seconds]),
    figure('longest visit to one that is being migrated', 'ms', [Math.max(...visits)], {
      target: { atMost: 1_000 },
      beside: [beside('p99', 'ms', [quantile(visits, 0.99)])],
    }),
  ]
}

/** @throws Error unless all of them were migrated */
async function migrateAdditively(dataDir: string, expected: number): Promise<Times> {
  const start = performance.now()
  const { changed, cpu } = await measureApart<{ changed: number; cpu: number }>(
    new URL('../measures/additive-run.ts', import.meta.url),
    { dataDir },
  )
  if (changed !== expected) throw new Error(`${changed} of ${expected} were migrated`)
  return { seconds: (performance.now() - start) / 1_000, cpu }
}

function eachOf({ seconds, cpu }: Times, count: number): Measured[] {
  return [
    beside('each', 'ms', [(seconds / count) * 1_000]),
    beside('CPU each', 'ms', [(cpu / count) * 1_000]),
  ]
}

/**
 * They are all but empty: what an additive migration costs does not depend on the rows.
 *
 * @returns their databases in the order in which they are migrated
 */
async function createBehind(dataDir: string, count: number): Promise<string[]> {
  const { ids } = await createFleet(
    dataDir,
    count,
    { people: 1, messages: 0 },
    workspaceMigrations.latest - 1,
  )
  const directory = new DataDirectory(dataDir)
  return [...ids].sort().map((id) => directory.database(id))
}

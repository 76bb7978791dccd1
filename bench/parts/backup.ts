import type { BackupReport } from '../../src/tenancy/backups/run-backup.ts'
import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import { openWorkspaceDatabase } from '../../src/workspace-database.ts'
import { createFleet } from '../data/fleet.ts'
import { beside, type Figure, figure } from '../figure.ts'
import type { Bench, Part } from '../part.ts'
import { outputOf, startBun } from '../processes/child.ts'

/** `backup` over a fleet: for the first time, when nothing has changed, and when 1 % has. */
export const backup: Part = {
  name: 'backup',
  title: 'backup of a fleet, and a verification of it',
  run,
}

/** What the targets are given for; other sizes get their share of the time. */
const TARGET_SIZE = 10_000
const MESSAGES = 60
/** A file whose last change is younger counts as changed; milliseconds. */
const SETTLED = 2_100

async function run(bench: Bench): Promise<Figure[]> {
  const { tenants } = bench.scale
  const environment = {
    DATA_DIR: bench.directory('backed-up'),
    BACKUP_DIR: bench.directory('backups'),
  }
  bench.say(`making ${tenants} workspaces`)
  const { ids } = await createFleet(environment.DATA_DIR, tenants, {
    people: 8,
    messages: MESSAGES,
  })
  await Bun.sleep(SETTLED)
  bench.say('making the first backup')
  const first = await backUp(environment, tenants)
  bench.say('making backups of what has changed')
  const idle = await backUp(environment, 0)
  const changed = Math.max(1, Math.round(tenants / 100))
  await writeTo(environment.DATA_DIR, ids.slice(0, changed))
  const some = await backUp(environment, changed)
  bench.say('verifying')
  const verified = await timed(environment, 'backup-verify', ['--sample', '100'])
  const share = tenants / TARGET_SIZE
  return [
    figure(`first backup of ${tenants}`, 's', [first.seconds], {
      beside: [
        beside('each', 'ms', [(first.seconds / tenants) * 1_000]),
        beside('each', 'KB', [first.report.bytes / tenants / 1_024]),
      ],
    }),
    figure('1 % changed', 's', [some.seconds], { target: { atMost: Math.max(1, 5 * share) } }),
    figure('nothing changed', 's', [idle.seconds], { target: { atMost: Math.max(1, 3 * share) } }),
    figure('verify 100 of them', 's', [verified.seconds]),
  ]
}

interface Timed {
  /** The start of the command included. */
  readonly seconds: number
  readonly output: string
}

async function timed(
  environment: Readonly<Record<string, string>>,
  name: string,
  args: readonly string[],
): Promise<Timed> {
  const script = new URL(`../../scripts/${name}.ts`, import.meta.url).pathname
  const start = performance.now()
  const output = await outputOf(startBun(script, [...args, '--json'], { environment }))
  return { output, seconds: (performance.now() - start) / 1_000 }
}

async function backUp(environment: Readonly<Record<string, string>>, expected: number) {
  const { output, seconds } = await timed(environment, 'backup', [])
  const report = JSON.parse(output) as BackupReport
  if (report.stored !== expected || report.failed.length > 0) {
    throw new Error(`${report.stored} of ${expected} were stored, ${report.failed.length} failed`)
  }
  return { report, seconds }
}

async function writeTo(dataDir: string, ids: readonly string[]): Promise<void> {
  const directory = new DataDirectory(dataDir)
  for (const id of ids) {
    const db = openWorkspaceDatabase(directory.database(id))
    await db.write(() => db.users.create({ name: 'Somebody new' }))
    db.close()
  }
}

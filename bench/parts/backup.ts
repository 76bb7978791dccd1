import { createFleet } from '../data/fleet.ts'
import { writeTo } from '../data/write-to.ts'
import { beside, type Figure, figure } from '../figure.ts'
import type { Bench, Part } from '../part.ts'
import { backUp, SETTLED, timeCommand } from '../processes/fleet-commands.ts'

/** `backup` over a fleet: for the first time, when nothing has changed, and when 1 % has. */
export const backup: Part = {
  name: 'backup',
  title: 'backup of a fleet, and a verification of it',
  onlyByName: true,
  run,
}

/** What the targets are given for; other sizes get their share of the time. */
const TARGET_SIZE = 10_000
const MESSAGES = 60

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
  const verified = await timeCommand('backup-verify', ['--sample', '100'], environment)
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

import { descriptorLimit } from '../../src/tenancy/pool-capacity.ts'
import { newTenantId } from '../../src/tenancy/tenant.ts'
import { createFleet, register } from '../data/fleet.ts'
import { openQuietly } from '../data/open-quietly.ts'
import { createWorkspaces } from '../data/workspaces.ts'
import { beside, type Figure, figure, quantile } from '../figure.ts'
import type { CreateInput } from '../measures/create.ts'
import type { OpenInput, OpenResult, Times } from '../measures/open.ts'
import type { Bench, Part } from '../part.ts'
import { measureApart, outputOf, startBun } from '../processes/child.ts'
import { startToAnswer } from '../processes/start-to-answer.ts'
import { residentBytes } from '../processes/usage.ts'

/** What it costs to open, hold, close and create workspaces, and to start among many. */
export const open: Part = {
  name: 'open',
  title: 'Opening, closing, holding and creating workspaces; starting among many',
  run,
}

async function run(bench: Bench): Promise<Figure[]> {
  return [...(await opening(bench)), ...(await creating(bench)), ...(await starting(bench))]
}

async function opening(bench: Bench): Promise<Figure[]> {
  const { opened, held: wanted } = bench.scale
  const held = Math.min(wanted, Math.floor((descriptorLimit() - 200) / 3))
  bench.say(`opening and closing ${opened}, holding ${held} workspaces`)
  const count = Math.max(opened, held)
  const { dataDir, ids } = await createFleet(bench.directory('opened'), count, {
    people: 5,
    messages: 60,
  })
  const input: OpenInput = { dataDir, ids, opened, held }
  const result = await measureApart<OpenResult>(
    new URL('../measures/open.ts', import.meta.url),
    input,
  )
  const timed = (name: string, { p50, p99 }: Times) =>
    figure(name, 'ms', [p50], { beside: [beside('p99', 'ms', [p99])] })
  return [
    timed('open to first row, few others open', result.open),
    timed('close, nothing written', result.closeClean),
    timed('first write after opening', result.firstWrite),
    timed('close after a write', result.closeDirty),
    timed(`open, the first sixth of ${held} held open`, result.openFirst),
    timed('open, the last sixth', result.openLast),
    figure('memory of an open workspace, idle', 'KB', [result.idleKilobytes], {
      target: { atMost: 250 },
      beside: [
        beside('just opened', 'KB', [result.openedKilobytes]),
        beside('after use', 'KB', [result.usedKilobytes]),
        beside('idle after use', 'KB', [result.usedIdleKilobytes]),
      ],
    }),
    figure('memory of 6,000 idle ones', 'MB', [(6_000 * result.idleKilobytes) / 1024], {
      target: { atMost: 1_600 },
    }),
  ]
}

async function creating(bench: Bench): Promise<Figure[]> {
  const { created, commands } = bench.scale
  bench.say(`creating ${created} workspaces`)
  const dataDir = bench.directory('created')
  const input: CreateInput = { dataDir, count: created }
  const times = await measureApart<number[]>(
    new URL('../measures/create.ts', import.meta.url),
    input,
  )
  const script = new URL('../../scripts/tenant-create.ts', import.meta.url).pathname
  const byCommand: number[] = []
  for (let i = 0; i < commands; i += 1) {
    const start = performance.now()
    const args = [`command-${i}`, '--owner', 'owner@bench.test', '--json']
    await outputOf(startBun(script, args, { environment: { DATA_DIR: dataDir } }))
    byCommand.push(performance.now() - start)
  }
  return [
    figure('create a workspace in process', 'ms', [quantile(times, 0.5)], {
      target: { atMost: 1 },
      beside: [beside('p99', 'ms', [quantile(times, 0.99)])],
    }),
    figure('create a workspace by the command', 'ms', byCommand, { target: { atMost: 250 } }),
  ]
}

/** Rows without files are enough: a start that looked at the files would fail here. */
async function starting(bench: Bench): Promise<Figure[]> {
  const { registered, commands } = bench.scale
  bench.say(`starting with ${registered} workspaces registered`)
  const { dataDir, authId, token } = await createWorkspaces(bench.directory('started'), ['first'], {
    people: 5,
    messages: 60,
  })
  const services = openQuietly(dataDir)
  try {
    await register(services, Array.from({ length: registered }, newTenantId), authId)
  } finally {
    await services.close()
  }
  const answered: number[] = []
  const resident: number[] = []
  for (let i = 0; i < commands; i += 1) {
    const { server, milliseconds } = await startToAnswer(dataDir, 'first', token)
    await using _ = server
    answered.push(milliseconds)
    resident.push(residentBytes(server.pid) / 1024 / 1024)
  }
  return [
    figure(`start to first answer, ${registered} registered`, 'ms', answered, {
      target: { atMost: 500 },
      beside: [beside('resident', 'MB', resident)],
    }),
  ]
}

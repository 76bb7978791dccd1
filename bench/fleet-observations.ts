import { poolCapacity } from '../src/tenancy/pool-capacity.ts'
import { workspaceMigrations } from '../src/workspace-database.ts'
import { createFleet, type Fleet, putBack } from './data/fleet.ts'
import { writeTo } from './data/write-to.ts'
import { quantile } from './figure.ts'
import { measure } from './load/load.ts'
import type { CreateInput } from './measures/create.ts'
import type { Bench } from './part.ts'
import { measureApart } from './processes/child.ts'
import {
  backUp,
  examineAll,
  migrateAll,
  SETTLED,
  type Times,
  timeCommand,
} from './processes/fleet-commands.ts'
import { startConclave } from './processes/server.ts'
import { startToAnswer } from './processes/start-to-answer.ts'
import { openDescriptors, residentBytes } from './processes/usage.ts'

type Command = 'migrate' | 'nothing' | 'status' | 'doctor' | 'integrity' | 'firstBackup' | 'backup'

type Serving =
  | 'start'
  | 'restMegabytes'
  | 'restDescriptors'
  | 'create'
  | 'fullMegabytes'
  | 'fullDescriptors'

/** What was measured over one fleet, round by round. Start and creation: milliseconds. */
export interface Observations {
  readonly commands: Readonly<Record<Command, readonly Times[]>>
  readonly serving: Readonly<Record<Serving, readonly number[]>>
}

/** Messages of each workspace. */
const MESSAGES = 10
/** Workspaces that rounds of slow commands may go over in all: one round of 50,000, three of 10,000. */
const BUDGET = 30_000
/** Requests at the same time that fill the pool. */
const CONNECTIONS = 16

/** Makes a fleet of one size that is one migration behind, and does everything with it. */
export async function measureFleet(bench: Bench, size: number): Promise<Observations> {
  const dataDir = bench.directory('fleet')
  const say = (what: string) => bench.say(`${size} workspaces: ${what}`)
  const quick = bench.scale.rounds
  const slow = Math.max(1, Math.min(quick, Math.floor(BUDGET / size)))
  say('making them')
  const content = { people: 5, messages: MESSAGES }
  const fleet = await createFleet(dataDir, size, content, workspaceMigrations.latest - 1)

  say('migrating')
  const migrate = await rounds(slow, async (round) => {
    if (round > 0) await putBack(fleet)
    settle(dataDir)
    return migrateAll(dataDir, size)
  })
  const environment = { DATA_DIR: dataDir, BACKUP_DIR: bench.directory('backups') }
  const nothing = await rounds(quick, () => migrateAll(dataDir, 0))
  const status = await rounds(quick, () => timeCommand('migrate-status', [], environment))
  say('examining')
  const doctor = await rounds(slow, () => examineAll(dataDir, size))
  const integrity = await rounds(slow, () => examineAll(dataDir, size, ['--integrity']))
  say('backing up')
  const { firstBackup, backup } = await backUps(environment, fleet, slow)
  say('starting')
  const rest = await atRest(fleet, quick)
  const full = await withPoolFull(fleet)
  say('creating more')
  const create = await creations(fleet, bench.scale.created, quick)
  bench.discard(dataDir)
  bench.discard(environment.BACKUP_DIR)
  return {
    commands: { migrate, nothing, status, doctor, integrity, firstBackup, backup },
    serving: { create, ...rest, ...full },
  }
}

async function rounds<Result>(
  count: number,
  work: (round: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (let round = 0; round < count; round += 1) results.push(await work(round))
  return results
}

/** What was written to make the fleet is not to be synced in the time of a command. */
function settle(dataDir: string): void {
  Bun.spawnSync(['sync', '--file-system', dataDir])
}

async function backUps(
  environment: { readonly DATA_DIR: string; readonly BACKUP_DIR: string },
  { ids }: Fleet,
  count: number,
) {
  await Bun.sleep(SETTLED)
  const first = await backUp(environment, ids.length)
  const changed = Math.max(1, Math.round(ids.length / 100))
  const backup = await rounds(count, async (round) => {
    // Otherwise what was written for the round before counts as changed again.
    if (round > 0) await Bun.sleep(SETTLED)
    const from = (round * changed) % ids.length
    await writeTo(environment.DATA_DIR, ids.slice(from, from + changed))
    return backUp(environment, changed)
  })
  return { firstBackup: [first], backup }
}

/** The server after its first answer. */
async function atRest({ dataDir, ids, token }: Fleet, count: number) {
  const restMegabytes: number[] = []
  const restDescriptors: number[] = []
  const start = await rounds(count, async () => {
    const { server, milliseconds } = await startToAnswer(dataDir, ids[0] ?? '', token)
    await using _ = server
    restMegabytes.push(residentBytes(server.pid) / 1024 / 1024)
    restDescriptors.push(openDescriptors(server.pid))
    return milliseconds
  })
  return { start, restMegabytes, restDescriptors }
}

/** The server with as many workspaces open as there are, or as it takes. */
async function withPoolFull({ dataDir, ids, token }: Fleet) {
  await using server = await startConclave(dataDir)
  const open = ids.slice(0, poolCapacity().tenants)
  await measure(server, {
    connections: CONNECTIONS,
    warmUp: 0,
    seconds: 0.05,
    requests: {
      ids: open,
      distribution: 'uniform',
      token,
      messages: MESSAGES,
      prefill: open.length,
    },
  })
  return {
    fullMegabytes: [residentBytes(server.pid) / 1024 / 1024],
    fullDescriptors: [openDescriptors(server.pid)],
  }
}

/** @returns the median of each round */
async function creations(
  { dataDir }: Fleet,
  count: number,
  parts: number,
): Promise<readonly number[]> {
  const input: CreateInput = { dataDir, count }
  const times = await measureApart<number[]>(
    new URL('./measures/create.ts', import.meta.url),
    input,
  )
  const share = Math.ceil(times.length / parts)
  return Array.from({ length: Math.ceil(times.length / share) }, (_, i) =>
    quantile(times.slice(i * share, (i + 1) * share), 0.5),
  )
}

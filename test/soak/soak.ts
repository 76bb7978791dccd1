import { openChat, readAll } from '../harness/chat.ts'
import { type ServerProcess, startServerProcess } from '../harness/process.ts'
import { startChurn } from './churn.ts'
import { startFollowers } from './followers.ts'
import { startLoad } from './load.ts'
import { Measures, type Sample, takeSample } from './sample.ts'
import type { SoakedWorkspace } from './soaked-workspace.ts'

export interface SoakOptions {
  readonly minutes: number
  readonly workspaces: number
  /** Open at once; fewer than there are, so that files are opened and closed all the time. */
  readonly open: number
  /** How many of the workspaces have somebody who follows their events. */
  readonly followed: number
  readonly requestsPerSecond: number
  readonly samples: number
}

export interface SoakReport {
  readonly options: SoakOptions
  readonly samples: readonly Sample[]
  /** Answers that were not due, events left out or repeated, messages lost or changed. */
  readonly faults: readonly string[]
  readonly requests: number
  readonly connections: number
  /** Workspaces that came and went meanwhile. */
  readonly passed: number
}

/** Uses a server process in many ways at once, for so long, and looks at everything afterwards. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const env = { POOL_MAX: String(options.open), LOG_LEVEL: 'info' }
  const server = await startServerProcess({ env })
  const workspaces = await makeWorkspaces(server, options.workspaces)
  const measures = new Measures(server)
  const longest = Math.min(20_000, options.minutes * 10_000)
  const followed = everyNth(workspaces, options.followed)
  const followers = await startFollowers(server.url, followed, longest, measures.event)
  const churn = startChurn(server)
  const { requestsPerSecond } = options
  const load = startLoad(server.url, workspaces, requestsPerSecond, measures)

  const samples: Sample[] = []
  const start = performance.now()
  for (let number = 1; number <= options.samples; number += 1) {
    const due = (number / options.samples) * options.minutes * 60_000
    await Bun.sleep(start + due - performance.now())
    samples.push(await takeSample(measures, due / 60_000))
  }

  await load.stop()
  await churn.stop()
  await followers.stop()
  const kept = await differences(server, workspaces)
  const { status, stderr } = await server.stop()
  const unmeasured = samples.filter((one) => !Object.values(one).every(Number.isFinite))
  const ending = status === 0 && stderr === '' ? [] : [`ended with ${status}: ${stderr}`]
  return {
    options,
    samples,
    faults: [
      ...load.faults,
      ...churn.faults,
      ...followers.faults,
      ...kept,
      ...ending,
      ...unmeasured.map(({ minutes }) => `figures are missing at ${minutes} minutes`),
    ],
    requests: samples.reduce((sum, one) => sum + one.requests, 0),
    connections: followers.connections(),
    passed: churn.rounds(),
  }
}

async function makeWorkspaces(server: ServerProcess, count: number): Promise<SoakedWorkspace[]> {
  const made: SoakedWorkspace[] = []
  for (let number = 0; number < count; number += 1) {
    made.push({ chat: await openChat(server, `soaked-${number}`), messages: [], deleted: [] })
  }
  return made
}

/** So many of them, from the most popular to the least. */
function everyNth<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.floor(all.length / count))
  return all.filter((_, index) => index % step === 0).slice(0, count)
}

/** Where what a room shows is not what its clients were told. */
async function differences(
  server: ServerProcess,
  workspaces: readonly SoakedWorkspace[],
): Promise<string[]> {
  const faults: string[] = []
  for (const { chat, messages, deleted } of workspaces) {
    const told = [...messages, ...deleted.map((id) => ({ id, content: null }))]
      .toSorted((a, b) => a.id - b.id)
      .map(({ content }) => content)
    const found = await readAll(server, chat)
    if (!Bun.deepEquals(found, told)) {
      faults.push(`${chat.slug} shows ${found.length} messages, and ${told.length} are due`)
    }
  }
  return faults
}

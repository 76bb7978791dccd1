import { mulberry32 } from '../../bench/data/popularity.ts'
import { call } from '../harness/chat.ts'
import { openStream } from '../harness/event-stream.ts'
import { openSocket, type Received } from '../harness/socket.ts'
import type { Durations } from './figures.ts'
import { EventLedger, type SoakedWorkspace } from './soaked-workspace.ts'

export interface Followers {
  readonly faults: string[]
  /** How many connections there were. */
  readonly connections: () => number
  /** Follows on until everything acknowledged was told, and leaves. */
  stop(): Promise<void>
}

/**
 * Follows the events of these workspaces, one half over WebSockets and the other over streams.
 * Each connection lasts some seconds; the next one goes on where it ended.
 *
 * @param longest milliseconds that a connection lasts at the most
 * @param lag from when a message was made to when it was told
 */
export async function startFollowers(
  url: string,
  workspaces: readonly SoakedWorkspace[],
  longest: number,
  lag: Durations,
): Promise<Followers> {
  const faults: string[] = []
  const random = mulberry32(3)
  const stopping = Promise.withResolvers<void>()
  let stopped = false
  let connections = 0

  async function follow(workspace: SoakedWorkspace, cursor: string, isSocket: boolean) {
    const { chat } = workspace
    const ledger = new EventLedger()
    workspace.ledger = ledger
    let after = cursor
    while (!(stopped && ledger.unsettled === 0)) {
      const since = Date.now()
      const onFrame = (frame: Received) => {
        if (frame.type === 'resync') faults.push(`${chat.slug}: resync at ${after}`)
        if (frame.seq === undefined || frame.id === undefined) return
        after = frame.id
        const message = frame.data?.['message'] as Message | undefined
        const isNew = message !== undefined && frame.type === 'message.created'
        ledger.told(frame.seq, isNew ? message.id : undefined)
        const made = isNew ? Date.parse(message.created_at) : 0
        if (made > since) lag.add(Date.now() - made)
      }
      const connect = isSocket ? overSocket : overStream
      connections += 1
      const leave = await connect(url, chat.slug, chat.token, after, onFrame)
      await Promise.race([Bun.sleep((0.2 + 0.8 * random()) * longest), stopping.promise])
      if (stopped) await settled(ledger)
      await leave()
      await Bun.sleep(random() * 500)
    }
    faults.push(...ledger.faults.map((fault) => `${chat.slug}: ${fault}`))
  }

  const following = workspaces.map(async (workspace, index) => {
    const { token, slug } = workspace.chat
    const { body } = await call(url, token, 'GET', `/workspaces/${slug}/snapshot`)
    return follow.bind(null, workspace, (body as { cursor: string }).cursor, index % 2 === 0)
  })
  const running = (await Promise.all(following)).map((begin) => begin())
  return {
    faults,
    connections: () => connections,
    async stop() {
      stopped = true
      stopping.resolve()
      await Promise.all(running)
    },
  }
}

interface Message {
  readonly id: number
  readonly created_at: string
}

type OnFrame = (frame: Received) => void

async function overSocket(
  url: string,
  slug: string,
  token: string,
  after: string,
  onReceived: OnFrame,
) {
  const headers = { authorization: `Bearer ${token}` }
  const socket = openSocket(url, `/workspaces/${slug}`, { headers, after, onReceived })
  await socket.next('hello')
  return async () => {
    socket.close()
    // What is on its way still counts, and must not come again.
    await socket.closed
  }
}

async function overStream(
  url: string,
  slug: string,
  token: string,
  after: string,
  onFrame: OnFrame,
) {
  const target = `${url}/workspaces/${slug}/events?after=${after}`
  const headers = { authorization: `Bearer ${token}` }
  const stream = await openStream(target, headers, fetch, ({ data }) => onFrame(data))
  await stream.next('hello')
  return async () => {
    stream.close()
    await stream.ended
  }
}

/** What is still to come comes within seconds; what does not is a fault, and told as one. */
async function settled(ledger: EventLedger): Promise<void> {
  const until = performance.now() + 10_000
  while (ledger.unsettled > 0 && performance.now() < until) await Bun.sleep(10)
  if (ledger.unsettled === 0) return
  ledger.faults.push(`${ledger.unsettled} messages were not told, or told of nobody`)
  ledger.giveUp()
}

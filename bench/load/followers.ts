import type { BenchTeam } from '../data/teams.ts'
import { quantile } from '../figure.ts'

/** Sockets that follow workspaces, and posts to room 1 of each in turn. */
export interface Following {
  readonly port: number
  readonly teams: readonly BenchTeam[]
  /** Posts begun per second, evenly; without it each follows the answer to the last one. */
  readonly perSecond?: number | undefined
  /** Posts under way at once, where each follows an answer. */
  readonly posters: number
  /** Seconds. */
  readonly warmUp: number
  readonly seconds: number
}

export interface FollowingResult {
  readonly sockets: number
  readonly posts: number
  /** Messages that a socket was told of, from posts that were counted. */
  readonly deliveries: number
  /** From the beginning of counting until the last of them had come. */
  readonly seconds: number
  /** From the post to a socket, and to the last socket of its room; milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly lastP99: number
  /** From the start of the first connection until all followed. */
  readonly connecting: number
}

/*
 * A process of its own, which posts and receives, so that one clock tells how long it took.
 * Reads a Following as JSON, prints a FollowingResult.
 */
const load = (await Bun.stdin.json()) as Following
const origin = `127.0.0.1:${load.port}`
const latencies: number[] = []
const last = new Map<number, { at: number; missing: number }>()
const lastLatencies: number[] = []
let deliveries = 0
let counted = 0
let endedAt = 0

/** A message says when it was posted; whoever is told need not parse all of it. */
const STAMP = /"content":"posted (\d+)"/

function receive(text: string): void {
  const stamp = STAMP.exec(text)?.[1]
  if (stamp === undefined) return
  const post = last.get(Number(stamp))
  if (post === undefined) return
  const now = performance.now()
  latencies.push(now - post.at)
  deliveries += 1
  endedAt = now
  post.missing -= 1
  if (post.missing > 0) return
  lastLatencies.push(now - post.at)
  last.delete(Number(stamp))
}

const connecting = performance.now()
const sockets: WebSocket[] = []
for (const { slug, tokens } of load.teams) {
  // One workspace after the other: thousands at once would only fill the queue of the system.
  await Promise.all(tokens.map((token) => follow(slug, token)))
}
const connected = performance.now() - connecting

function follow(slug: string, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${origin}/workspaces/${slug}/socket`)
    sockets.push(socket)
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: 'authenticate', token }))
      socket.send('{"type":"resume","after":null}')
    }
    socket.onmessage = ({ data }) => {
      const text = String(data)
      if (text.startsWith('{"type":"hello"')) resolve()
      else receive(text)
    }
    socket.onclose = ({ code, reason }) => {
      reject(new Error(`a socket was closed: ${code} ${reason}`))
      if (!stopping) throw new Error(`a socket was closed: ${code} ${reason}`)
    }
  })
}

let counting = false
let stopping = false
let number = 0

async function post(): Promise<void> {
  number += 1
  const mine = number
  const { slug, tokens } = load.teams[mine % load.teams.length] as BenchTeam
  if (counting) {
    last.set(mine, { at: performance.now(), missing: tokens.length })
    counted += 1
  }
  const response = await fetch(`http://${origin}/workspaces/${slug}/rooms/1/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens[mine % tokens.length]}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ content: `posted ${mine}` }),
  })
  if (response.status !== 201) throw new Error(`a post was answered ${response.status}`)
  await response.arrayBuffer()
}

const { perSecond } = load
let posting = true
const posters =
  perSecond === undefined
    ? Array.from({ length: load.posters }, async () => {
        while (posting) await post()
      })
    : [postEvenly(perSecond)]

/** However late the answers come: otherwise a slow server would be asked less. */
async function postEvenly(rate: number): Promise<void> {
  const start = performance.now()
  const running: Promise<void>[] = []
  for (let begun = 0; posting; ) {
    const due = ((performance.now() - start) / 1_000) * rate
    for (; begun < due; begun += 1) running.push(post())
    await Bun.sleep(1)
  }
  await Promise.all(running)
}

await Bun.sleep(load.warmUp * 1_000)
counting = true
const start = performance.now()
await Bun.sleep(load.seconds * 1_000)
// A short window on a busy machine may see no post at all.
while (counted === 0) await Bun.sleep(5)
counting = false
posting = false
await Promise.all(posters)
while (last.size > 0) await Bun.sleep(5)
stopping = true
for (const socket of sockets) socket.close()

const result: FollowingResult = {
  sockets: sockets.length,
  posts: counted,
  deliveries,
  seconds: (endedAt - start) / 1_000,
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  lastP99: quantile(lastLatencies, 0.99),
  connecting: connected / 1_000,
}
console.log(JSON.stringify(result))
process.exit(0)

import { setPriority } from 'node:os'
import type { Socket } from 'bun'
import { quantile } from '../figure.ts'
import type { Load, LoadResult } from './load.ts'
import { NOISE_PRIORITY } from './noise.ts'
import { requestsOf } from './requests.ts'

/*
 * A load generator in a process of its own: keep-alive connections, each with one
 * request under way, and no HTTP client in between, because `fetch` would cost
 * more than the server. Reads a Load as JSON, prints a LoadResult.
 */
const load = (await Bun.stdin.json()) as Load
if (load.yields) setPriority(0, NOISE_PRIORITY)
const nextRequest = requestsOf(load.requests)

/** One connection and what has come of the answer so far. */
interface Connection {
  sentAt: number
  /** Bytes of the body that are still to come: not known until its last chunk; below 0 while the head is not complete. */
  missing: number
  head: Buffer
  counts: boolean
}

const HEAD_ONLY = -1
const LAST_CHUNK = '0\r\n\r\n'
/** For the first answer; milliseconds. */
const PATIENCE = 10_000
const NOTHING = Buffer.alloc(0)
const latencies: number[] = []
let answers = 0
let failures = 0
let firstFailure: string | undefined
const refusals: Record<string, number> = {}
let counting = false
let stopping = false
/** In order, before the warm-up: every workspace once. */
const prefill = nextRequest.prefill
const { promise: prefilled, resolve: prefillDone } = Promise.withResolvers<void>()
let prefilling = prefill.length

function send(socket: Socket<Connection>): void {
  if (stopping) return
  const connection = socket.data
  connection.missing = HEAD_ONLY
  connection.counts = counting
  connection.sentAt = performance.now()
  const first = prefill.pop()
  socket.write(first ?? nextRequest.next())
}

function receive(socket: Socket<Connection>, chunk: Buffer): void {
  const connection = socket.data
  if (connection.missing > 0) {
    connection.missing -= chunk.length
    if (connection.missing <= 0 || isLastChunk(connection, chunk)) answered(socket)
    return
  }
  const bytes = connection.head.length > 0 ? Buffer.concat([connection.head, chunk]) : chunk
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) {
    connection.head = bytes
    return
  }
  connection.head = NOTHING
  const head = bytes.toString('latin1', 0, end)
  if (head[9] !== '2') {
    failures += 1
    const status = head.slice(9, 12)
    refusals[status] = (refusals[status] ?? 0) + 1
    firstFailure ??= bytes.toString('latin1', 9)
  }
  if (/\r\ntransfer-encoding: chunked/i.test(head)) {
    connection.missing = Number.POSITIVE_INFINITY
    if (isLastChunk(connection, bytes)) answered(socket)
    return
  }
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? '0'
  connection.missing = Number(length) - (bytes.length - end - 4)
  if (connection.missing <= 0) answered(socket)
}

/** JSON, which is all that comes in chunks, has no line of its own with a nought. */
function isLastChunk({ missing }: Connection, bytes: Buffer): boolean {
  return (
    missing === Number.POSITIVE_INFINITY &&
    bytes.toString('latin1', bytes.length - 5) === LAST_CHUNK
  )
}

function answered(socket: Socket<Connection>): void {
  const { sentAt, counts } = socket.data
  answers += 1
  if (prefilling > 0) {
    prefilling -= 1
    if (prefilling === 0) prefillDone()
  }
  if (counting && counts) latencies.push(performance.now() - sentAt)
  if (load.pause === undefined) send(socket)
  else setTimeout(() => send(socket), load.pause)
}

if (prefilling === 0) prefillDone()
const begun = performance.now()
const sockets = await Promise.all(
  Array.from({ length: load.connections }, () =>
    Bun.connect<Connection>({
      hostname: '127.0.0.1',
      port: load.port,
      data: { sentAt: 0, missing: HEAD_ONLY, head: NOTHING, counts: false },
      socket: { open: send, data: receive },
    }),
  ),
)
await prefilled
const firstSeconds = (performance.now() - begun) / 1_000
await Bun.sleep(load.warmUp * 1_000)
counting = true
const start = performance.now()
await Bun.sleep(load.seconds * 1_000)
// A short window on a busy machine may see no answer at all, and has no latency then.
while (latencies.length === 0 && performance.now() - start < PATIENCE) await Bun.sleep(5)
counting = false
const seconds = (performance.now() - start) / 1_000
stopping = true
// Answers that are under way still count as work of the server.
await Bun.sleep(20)
for (const socket of sockets) socket.end()

const result: LoadResult = {
  requests: latencies.length,
  answers,
  failures,
  refusals,
  firstFailure,
  seconds,
  firstSeconds,
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
}
console.log(JSON.stringify(result))
process.exit(0)

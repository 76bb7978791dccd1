import { openWorkspaceDatabase, type WorkspaceDatabase } from '../../src/workspace-database.ts'
import { openQuietly } from '../data/open-quietly.ts'
import { type Distribution, drawer, mixed, mulberry32 } from '../data/popularity.ts'
import { quantile } from '../figure.ts'

/*
 * The mix over a fleet through the pool, or with a fresh opening for each
 * request, without HTTP. Reads its input as JSON, prints its result.
 */
export interface PoolLoadInput {
  readonly dataDir: string
  readonly ids: readonly string[]
  readonly distribution: Distribution
  /** undefined: no pool, every request opens and closes its database. */
  readonly poolMax: number | undefined
  /** Requests under way at the same time. */
  readonly concurrency: number
  readonly messages: number
  readonly authId: string
  readonly warmUp: number
  readonly seconds: number
}

export interface PoolLoadResult {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Part of the requests that found their database open. */
  readonly hitRate: number
  /** CPU of the whole process per request; µs. */
  readonly cpu: number
}

/** For the first request to end; milliseconds. */
const PATIENCE = 10_000

const input = (await Bun.stdin.json()) as PoolLoadInput
const { dataDir, ids, distribution, poolMax, concurrency, messages, authId } = input
const services = openQuietly(dataDir, poolMax)
const { pool, directory } = services.tenants
const tenant = drawer(distribution, ids.length, 1)
const operation = mixed(2)
const random = mulberry32(3)

function get(db: WorkspaceDatabase): unknown {
  db.roomMembers.findByAuthId(1, authId)
  return db.messages.findInRoomWithUser(1, 1 + Math.floor(random() * messages))
}

function last50(db: WorkspaceDatabase): unknown {
  db.roomMembers.findByAuthId(1, authId)
  return db.messages.ofRoom.before(1, null, 50)
}

function post(db: WorkspaceDatabase): unknown {
  const member = db.roomMembers.findByAuthId(1, authId)
  if (!member) throw new Error('the member of the bench is not in the room')
  return db.messages.create({ room_id: 1, user_id: member.user_id, content: 'It holds.' })
}

function throughPool(id: string): Promise<unknown> {
  switch (operation()) {
    case 'get':
      return pool.read({ id }, get)
    case 'last50':
      return pool.read({ id }, last50)
    case 'post':
      return pool.write({ id }, post)
  }
}

async function openedFor(id: string): Promise<unknown> {
  const db = openWorkspaceDatabase(directory.database(id), { owner: id })
  try {
    switch (operation()) {
      case 'get':
        return db.read(() => get(db))
      case 'last50':
        return db.read(() => last50(db))
      case 'post':
        return await db.write(() => post(db))
    }
  } finally {
    db.close()
  }
}

/** Requests come from sockets, each in a turn of the event loop; so do these. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

const perform = poolMax === undefined ? openedFor : throughPool
const latencies: number[] = []
let counting = false
let stopping = false

async function client(): Promise<void> {
  while (!stopping) {
    await nextTurn()
    const counts = counting
    const start = performance.now()
    await perform(ids[tenant()] ?? '')
    if (counts && counting) latencies.push(performance.now() - start)
  }
}

// The pool as it is after a long time: the most popular ones were used last.
if (poolMax !== undefined) {
  const known = distribution === 'one' ? 1 : Math.min(ids.length, poolMax)
  for (const id of ids.slice(0, known).reverse()) await pool.read({ id }, get)
}
const clients = Array.from({ length: concurrency }, client)
await Bun.sleep(input.warmUp * 1_000)
const before = { hits: pool.statistics().hits, cpu: process.cpuUsage() }
counting = true
const start = performance.now()
await Bun.sleep(input.seconds * 1_000)
// A short window on a busy machine may see no request end, and has no latency then.
while (latencies.length === 0 && performance.now() - start < PATIENCE) await Bun.sleep(5)
counting = false
const seconds = (performance.now() - start) / 1_000
const { user, system } = process.cpuUsage(before.cpu)
const hits = pool.statistics().hits - before.hits
stopping = true
await Promise.all(clients)

const result: PoolLoadResult = {
  perSecond: latencies.length / seconds,
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  hitRate: Math.min(1, hits / latencies.length),
  cpu: (user + system) / latencies.length,
}
console.log(JSON.stringify(result))
await services.close()

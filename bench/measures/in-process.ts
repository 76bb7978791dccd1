import { parseQuery } from '../../src/models/search/parse-query.ts'
import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import { openWorkspaceDatabase, type WorkspaceDatabase } from '../../src/workspace-database.ts'
import type { Workload } from '../peers/workloads.ts'

/*
 * What the statements of the routes cost in this process, with JSON.stringify of their rows and
 * nothing else: no HTTP, nobody who asks. Reads its input as JSON, prints µs of CPU per call.
 */
export interface InProcessInput {
  readonly dataDir: string
  readonly ids: readonly string[]
  readonly authId: string
  readonly messages: number
  readonly seconds: number
}

export type InProcessResult = Readonly<Partial<Record<Workload, number>>>

const { dataDir, ids, authId, messages, seconds } = (await Bun.stdin.json()) as InProcessInput
const directory = new DataDirectory(dataDir)
const open = ids.map((id) => openWorkspaceDatabase(directory.database(id), { owner: id }))
const query = parseQuery('ticket12')

const result: InProcessResult = {
  get: cpuOf((db, call) => {
    db.roomMembers.findByAuthId(1, authId)
    return db.messages.findInRoomWithUser(1, 1 + (call % messages))
  }),
  last50: cpuOf((db) => {
    db.roomMembers.findByAuthId(1, authId)
    return db.messages.ofRoom.before(1, null, 50)
  }),
  rooms: cpuOf((db) => db.roomList.page(db.users.findByAuthId(authId)?.id ?? '', null, 50)),
  search: cpuOf((db) => {
    const userId = db.users.findByAuthId(authId)?.id ?? ''
    return db.search.ofIds(db.search.find({ query, userId, before: null, limit: 20 }).ids, userId)
  }),
}
console.log(JSON.stringify(result))
for (const db of open) db.close()

/** One workspace after the other, each call in one snapshot. */
function cpuOf(work: (db: WorkspaceDatabase, call: number) => unknown): number {
  repeat(work, seconds / 2)
  const before = process.cpuUsage()
  const calls = repeat(work, seconds)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

function repeat(work: (db: WorkspaceDatabase, call: number) => unknown, duration: number): number {
  const end = performance.now() + duration * 1_000
  let calls = 0
  while (performance.now() < end) {
    for (const db of open) {
      JSON.stringify(db.read(() => work(db, calls)))
      calls += 1
    }
  }
  return calls
}

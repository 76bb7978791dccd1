import { openWorkspaceDatabase } from '../../src/workspace-database.ts'
import { openQuietly } from '../data/open-quietly.ts'

/*
 * What the last 50 messages cost in this process, without HTTP. Reads its input as JSON, prints µs of CPU per call.
 */
export interface ReadingInput {
  readonly dataDir: string
  readonly slug: string
  readonly seconds: number
}

export interface ReadingResult {
  readonly last50: number
}

/** The statement of the route, and what the members see. */
const LAST_50 = `SELECT m.*, u.username, u.name, u.avatar_url
  FROM messages m LEFT JOIN users u ON u.id = m.user_id
  WHERE m.room_id = +? ORDER BY m.id DESC LIMIT +?`

const { dataDir, slug, seconds } = (await Bun.stdin.json()) as ReadingInput
const services = openQuietly(dataDir)
const { tenants } = services
const tenant = tenants.registry.findBySlug(slug)
if (!tenant) throw new Error(`there is no workspace ${slug}`)
const db = openWorkspaceDatabase(tenants.directory.database(tenant.id))
const last50 = db.sql.prepare(LAST_50)

const result: ReadingResult = {
  last50: cpuOf(() => JSON.stringify(last50.all(1, 50))),
}
console.log(JSON.stringify(result))
db.close()
await services.close()

function cpuOf(work: () => unknown): number {
  repeat(work, seconds / 2)
  const before = process.cpuUsage()
  const calls = repeat(work, seconds)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

function repeat(work: () => unknown, duration: number): number {
  const end = performance.now() + duration * 1_000
  let calls = 0
  while (performance.now() < end) {
    for (let i = 0; i < 100; i += 1) work()
    calls += 100
  }
  return calls
}

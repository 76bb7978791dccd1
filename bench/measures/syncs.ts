import { closeSync, fdatasync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { FileSystemSync } from '../../src/database/file-system-sync.ts'
import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import { openWorkspaceDatabase, type WorkspaceDatabase } from '../../src/workspace-database.ts'

/*
 * Commits one message in each of some workspaces, and makes all of them durable: each log by a
 * sync of its own, in the thread pool, or the whole file system by one. Reads its input as JSON,
 * prints its result.
 */
export interface SyncsInput {
  readonly dataDir: string
  readonly ids: readonly string[]
  /** Workspaces that are committed to at a time. */
  readonly together: readonly number[]
  readonly turns: number
  /** Milliseconds added to a sync of the file system; the environment slows those of files. */
  readonly delay: number
}

export type Way = 'each' | 'one'

/** Of one commit; microseconds. */
export interface SyncCost {
  readonly together: number
  readonly way: Way
  readonly wall: number
  readonly cpu: number
}

interface Workspace {
  readonly db: WorkspaceDatabase
  readonly log: number
}

const { dataDir, ids, together, turns, delay } = (await Bun.stdin.json()) as SyncsInput
const directory = new DataDirectory(dataDir)
const fileSystem = FileSystemSync.at(dataDir)

const workspaces: Workspace[] = []
for (const id of ids) {
  const path = directory.database(id)
  const db = openWorkspaceDatabase(path, { owner: id })
  await db.write(() => db.messages.edit(1, 'the first write makes the log'))
  workspaces.push({ db, log: openSync(`${path}-wal`, 'r') })
}

function datasync({ log }: Workspace): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(log, (error) => (error ? reject(error) : resolve()))
  })
}

async function makeDurable(way: Way, written: readonly Workspace[]): Promise<void> {
  if (way === 'each') {
    await Promise.all(written.map(datasync))
    return
  }
  if (delay > 0) await sleep(delay)
  fileSystem?.sync()
}

async function costOf(way: Way, many: number): Promise<SyncCost> {
  const before = process.cpuUsage()
  const start = performance.now()
  for (let turn = 0; turn < turns; turn += 1) {
    const written = Array.from(
      { length: many },
      (_, i) => workspaces[(turn * many + i) % workspaces.length] as Workspace,
    )
    for (const { db } of written) {
      db.sql.transaction(() => db.messages.edit(1, `written in turn ${turn}`))
    }
    await makeDurable(way, written)
  }
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(before)
  const commits = turns * many
  return { together: many, way, wall: (wall * 1_000) / commits, cpu: (user + system) / commits }
}

const ways: readonly Way[] = fileSystem ? ['each', 'one'] : ['each']
const costs: SyncCost[] = []
for (const many of together) {
  for (const way of ways) costs.push(await costOf(way, many))
}
for (const { db, log } of workspaces) {
  closeSync(log)
  db.close()
}
fileSystem?.close()
console.log(JSON.stringify(costs))

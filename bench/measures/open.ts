import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import { openWorkspaceDatabase, type WorkspaceDatabase } from '../../src/workspace-database.ts'
import { quantile } from '../figure.ts'
import { residentBytes } from '../processes/usage.ts'

/*
 * Opening and closing workspaces one after the other, and what held ones cost.
 * Reads its input as JSON, prints its result. Times are milliseconds, memory is
 * kilobytes for each open workspace.
 */
export interface OpenInput {
  readonly dataDir: string
  readonly ids: readonly string[]
  /** How many to open and close, and how many to hold open at the end. */
  readonly opened: number
  readonly held: number
}

export interface Times {
  readonly p50: number
  readonly p99: number
}

export interface OpenResult {
  readonly open: Times
  readonly closeClean: Times
  readonly firstWrite: Times
  readonly closeDirty: Times
  readonly openFirst: Times
  readonly openLast: Times
  /** Right after they were opened, and once they rest, as after ten seconds without a use. */
  readonly openedKilobytes: number
  readonly idleKilobytes: number
  /** The same after a read of one message and of a page. */
  readonly usedKilobytes: number
  readonly usedIdleKilobytes: number
}

const { dataDir, ids, opened, held } = (await Bun.stdin.json()) as OpenInput
const directory = new DataDirectory(dataDir)

function open(id: string): WorkspaceDatabase {
  return openWorkspaceDatabase(directory.database(id), { owner: id })
}

function firstRow(db: WorkspaceDatabase): void {
  if (!db.read(() => db.messages.findById(1))) throw new Error('a workspace has no message')
}

function milliseconds(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

function times(values: readonly number[]): Times {
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99) }
}

function resident(): number {
  Bun.gc(true)
  // The allocator gives back what is free a tenth of a second later.
  Bun.sleepSync(500)
  return residentBytes('self')
}

function kilobytes(bytes: number): number {
  return (bytes - before) / held / 1024
}

/** Everything that opening compiles and loads once in a process. */
for (const id of ids.slice(0, 20)) {
  const db = open(id)
  firstRow(db)
  await db.write(() => db.messages.edit(1, `written at ${performance.now()}`))
  db.close()
}

const opening: number[] = []
const closeClean: number[] = []
for (const id of ids.slice(0, opened)) {
  let db: WorkspaceDatabase | undefined
  opening.push(
    milliseconds(() => {
      db = open(id)
      firstRow(db)
    }),
  )
  closeClean.push(milliseconds(() => db?.close()))
}

const firstWrite: number[] = []
const closeDirty: number[] = []
for (const id of ids.slice(0, opened)) {
  const db = open(id)
  firstRow(db)
  const start = performance.now()
  await db.write(() => db.messages.edit(1, `written at ${performance.now()}`))
  firstWrite.push(performance.now() - start)
  closeDirty.push(milliseconds(() => db.close()))
}

const before = resident()
const holding: WorkspaceDatabase[] = []
const openingHeld = ids.slice(0, held).map((id) => milliseconds(() => holding.push(open(id))))
const justOpened = resident()
for (const db of holding) db.rest()
const idle = resident()
for (const db of holding) {
  db.read(() => {
    db.messages.findById(1)
    return db.messages.ofRoom.before(1, null, 50).length
  })
}
const used = resident()
for (const db of holding) db.rest()
const usedIdle = resident()
for (const db of holding) db.close()

const share = Math.ceil(held / 6)
const result: OpenResult = {
  open: times(opening),
  closeClean: times(closeClean),
  firstWrite: times(firstWrite),
  closeDirty: times(closeDirty),
  openFirst: times(openingHeld.slice(0, share)),
  openLast: times(openingHeld.slice(-share)),
  openedKilobytes: kilobytes(justOpened),
  idleKilobytes: kilobytes(idle),
  usedKilobytes: kilobytes(used),
  usedIdleKilobytes: kilobytes(usedIdle),
}
console.log(JSON.stringify(result))

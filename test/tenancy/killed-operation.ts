import { expect } from 'bun:test'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runBackup } from '../../src/tenancy/backups/run-backup.ts'
import type { TenantState } from '../../src/tenancy/tenant.ts'
import { TestFleet } from './harness.ts'

const PROGRAM = new URL('./fixtures/operate-until-reached.ts', import.meta.url).pathname

/** What the next start leaves: as before the operation, or as after it. */
export type Outcome = 'undone' | 'done'
export type Operation = 'archive' | 'unarchive' | 'purge' | 'restore'

export const POINTS: readonly (readonly [Operation, point: string, Outcome])[] = [
  ['archive', 'begun', 'undone'],
  ['archive', 'aside', 'undone'],
  ['archive', 'packed', 'undone'],
  ['archive', 'recorded', 'done'],
  ['archive', 'removed', 'done'],
  ['archive', 'ended', 'done'],
  ['unarchive', 'begun', 'undone'],
  ['unarchive', 'unpacked', 'undone'],
  ['unarchive', 'recorded', 'done'],
  ['unarchive', 'removed', 'done'],
  ['unarchive', 'ended', 'done'],
  ['purge', 'begun', 'done'],
  ['purge', 'aside', 'done'],
  ['purge', 'removed', 'done'],
  ['purge', 'ended', 'done'],
  ['restore', 'begun', 'undone'],
  ['restore', 'prepared', 'undone'],
  ['restore', 'kept', 'undone'],
  ['restore', 'recorded', 'undone'],
  ['restore', 'placed', 'done'],
  ['restore', 'cleared', 'done'],
  ['restore', 'ended', 'done'],
]

/** The state in which each operation finds its tenant, and in which it leaves it. */
const STATES: Record<Operation, readonly [before: TenantState, after: TenantState | null]> = {
  archive: ['read_only', 'archived'],
  unarchive: ['archived', 'read_only'],
  purge: ['deleting', null],
  restore: ['read_only', 'read_only'],
}

/** Points of the repair itself, at which it may be killed again. */
export const REPAIRS: Record<Operation, readonly string[]> = {
  archive: ['removed', 'ended'],
  unarchive: ['removed', 'ended'],
  purge: ['aside', 'removed', 'ended'],
  restore: ['cleared', 'ended'],
}

/** Where the repair has the most to do, one way and the other. */
export const REPAIRED_TWICE = new Set(['aside', 'unpacked', 'recorded', 'placed'])

/** Performs it in a process that kills itself at that point. */
export async function runUntil(fleet: TestFleet, id: string, operation: string, point: string) {
  const child = Bun.spawn([process.execPath, PROGRAM, fleet.directory.path, id, operation, point], {
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const output = await new Response(child.stdout).text()
  await child.exited
  return { killed: child.signalCode === 'SIGKILL', output }
}

/** A tenant in the state in which the operation finds it. */
export async function prepare(fleet: TestFleet, operation: Operation): Promise<string> {
  const { lifeCycle } = fleet.tenants
  const id = await fleet.create('acme')
  for (const user of ['a', 'b']) await fleet.add(id, user)
  await lifeCycle.makeReadOnly(id)
  if (operation === 'unarchive') await lifeCycle.archive(id)
  if (operation === 'restore') await backUpAndAdd(fleet, id)
  if (operation === 'purge') await lifeCycle.delete(id, new Date(Date.now() + 60_000))
  return id
}

/** What a restore goes back to, and something that it takes back. */
async function backUpAndAdd(fleet: TestFleet, id: string): Promise<void> {
  const { path: dataDir } = fleet.directory
  const options = { dataDir, backupDir: join(dataDir, 'backups'), keepDays: 30 }
  await runBackup(options, new AbortController().signal)
  await fleet.tenants.lifeCycle.resume(id)
  await fleet.add(id, 'c')
  await fleet.tenants.lifeCycle.makeReadOnly(id)
}

/** What was there until a restore is in the tenant, or kept. */
async function examineRestored(fleet: TestFleet, id: string, done: boolean): Promise<void> {
  const path = fleet.directory.kept(id)
  const kept = existsSync(path) ? readdirSync(path) : []
  expect(kept).toHaveLength(Number(done))
  expect(await fleet.users(id)).toEqual(done ? ['a', 'b'] : ['a', 'b', 'c'])
  if (!done) return
  await fleet.pool.evict(id)
  const before = { kind: 'kept', path: join(path, String(kept[0]), 'workspace.db') } as const
  await fleet.tenants.lifeCycle.restore(id, before)
  expect(await fleet.users(id)).toEqual(['a', 'b', 'c'])
}

/** Registry, disk and content, after the repair. */
async function examine(fleet: TestFleet, id: string, expected: TenantState | null): Promise<void> {
  const { registry, lifeCycle } = fleet.tenants
  expect(fleet.auth.sql.prepare('SELECT * FROM tenant_operations').all()).toEqual([])
  expect(registry.findById(id)?.state ?? null).toBe(expected)
  if (expected === null) {
    const left = readdirSync(fleet.directory.path, { recursive: true, encoding: 'utf8' })
    expect(left.filter((name) => name.includes(id))).toEqual([])
    expect(registry.findBySlug('acme')).toBeNull()
    return
  }
  const database = expected === 'archived' ? 'workspace.db.zst' : 'workspace.db'
  expect(readdirSync(fleet.directory.tenant(id)).toSorted()).toEqual(['files', database])
  if (expected === 'archived') await lifeCycle.unarchive(id)
  expect(registry.findById(id)).toMatchObject({ state: 'read_only', archived_from: null })
}

/**
 * Kills an operation at a point of it, and looks at what the next start has made of that.
 *
 * @param again a point of the repair at which it is killed, too, before the next one
 */
export async function killAndRepair(
  operation: Operation,
  point: string,
  outcome: Outcome,
  again?: string,
): Promise<void> {
  const [before, after] = STATES[operation]
  await using fleet = new TestFleet()
  const id = await prepare(fleet, operation)
  expect(fleet.tenants.registry.findById(id)?.state).toBe(before)
  const first = await runUntil(fleet, id, operation, `${operation}: ${point}`)
  expect(first).toEqual({ killed: true, output: '' })
  if (again) await runUntil(fleet, id, 'sweep', `${operation}: ${again}`)
  await fleet.tenants.sweep()
  await examine(fleet, id, outcome === 'done' ? after : before)
  if (operation === 'restore') await examineRestored(fleet, id, outcome === 'done')
  else if (operation !== 'purge') expect(await fleet.users(id)).toEqual(['a', 'b'])
}

import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { DatabaseBusy } from '../../src/database/errors.ts'
import { proveUnused } from '../../src/database/prove-unused.ts'
import { WorkerChannel, WorkerFailed } from '../../src/tenancy/worker-channel.ts'
import { failure, TestFleet, WORKER } from './harness.ts'

test('a stopped channel starts no thread again', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const path = fleet.directory.database(id)
  const channel = new WorkerChannel(WORKER)
  const { latestVersion } = fleet.tenants.engine
  expect(await channel.ask({ kind: 'migrate', path, owner: id })).toMatchObject({
    to: latestVersion,
  })
  const unanswered = failure(channel.ask({ kind: 'migrate', path, owner: id }))
  channel.close()
  expect(await unanswered).toBeInstanceOf(WorkerFailed)
  expect(await failure(channel.ask({ kind: 'hold', path }))).toBeInstanceOf(WorkerFailed)
  expect(channel.pending).toBe(0)
})

test('an error in the worker keeps its name', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const channel = new WorkerChannel(WORKER)
  const path = fleet.directory.database(id)
  const error = await failure(channel.ask({ kind: 'migrate', path, owner: 'somebody else' }))
  expect(error).toMatchObject({ name: 'WorkerFailed', reason: 'ForeignDatabase' })
  channel.close()
})

test('a file that cannot be held leaves no descriptor open', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const path = fleet.directory.database(id)
  await Bun.write(path, 'this is not a database, only a text of some length'.repeat(200))
  const channel = new WorkerChannel(WORKER)
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await failure(channel.ask({ kind: 'hold', path }))).toBeInstanceOf(WorkerFailed)
  }
  expect(fleet.descriptors).toEqual([])
  channel.close()
})

test('whoever migrates lets others go first, in its own thread', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const channel = new WorkerChannel(WORKER)
  await channel.ask({ kind: 'migrate', path: fleet.directory.database(id), owner: id })
  const later = readdirSync('/proc/self/task').filter(
    (thread) => niceOf(thread) === getPriority(0) + 10,
  )
  channel.close()
  expect(later).not.toEqual([])
  expect(later).not.toContain(String(process.pid))
})

/** `man proc_pid_stat`, field 19; what counts follows the name. */
function niceOf(thread: string): number {
  const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
}

test('a held file cannot be proven unused, whatever its journal mode was', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const path = fleet.directory.database(id)
  proveUnused(path)
  const channel = new WorkerChannel(WORKER)
  await channel.ask({ kind: 'hold', path })
  expect(() => proveUnused(path)).toThrow(DatabaseBusy)
  await channel.ask({ kind: 'release', path })
  proveUnused(path)
  channel.close()
})

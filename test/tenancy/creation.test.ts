import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { AuthDatabase } from '../../src/auth/auth-database.ts'
import { DatabaseClosed } from '../../src/database/errors.ts'
import { createTenant, sweepUnfinished } from '../../src/tenancy/create-tenant.ts'
import { SlugNotAllowed, SlugTaken } from '../../src/tenancy/errors.ts'
import { Registry } from '../../src/tenancy/registry.ts'
import { workspaceEngine } from '../../src/workspace-engine.ts'
import { failure, TestFleet } from './harness.ts'

/** Names in the data directory that belong to tenants, finished or not. */
function tenantFiles(fleet: TestFleet): string[] {
  return readdirSync(fleet.directory.path, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('auth.db'),
  )
}

test('a new tenant is registered, active, current and empty', async () => {
  await using fleet = new TestFleet()
  const tenant = await fleet.tenants.create({ slug: 'acme', name: 'Acme Inc' }, (row) => row)
  expect(tenant).toMatchObject({
    slug: 'acme',
    name: 'Acme Inc',
    state: 'active',
    schema_version: fleet.tenants.engine.latestVersion,
    delete_after: null,
  })
  expect(tenant.id).toMatch(/^[0-9a-f]{32}$/)
  expect(fleet.tenants.registry.findBySlug('ACME')).toMatchObject({ id: tenant.id })
  expect(await fleet.users(tenant.id)).toEqual([])
})

test('only the owner of the process may look into what is created', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
  expect(mode(fleet.directory.shard(id))).toBe('700')
  expect(mode(fleet.directory.tenant(id))).toBe('700')
  expect(mode(`${fleet.directory.tenant(id)}/files`)).toBe('700')
  expect(mode(fleet.directory.database(id))).toBe('600')
  await fleet.add(id, 'u')
  expect(mode(`${fleet.directory.database(id)}-wal`)).toBe('600')
})

test('of many who want one slug exactly one gets it', async () => {
  await using fleet = new TestFleet()
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => fleet.create('acme')))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(SlugTaken)
  }
  expect(fleet.tenants.registry.count()).toBe(1)
  expect(tenantFiles(fleet).filter((name) => name.endsWith('workspace.db'))).toHaveLength(1)
})

test('a slug that is not allowed leaves nothing', async () => {
  await using fleet = new TestFleet()
  expect(await failure(fleet.create('../etc'))).toBeInstanceOf(SlugNotAllowed)
  expect(fleet.tenants.registry.count()).toBe(0)
  expect(tenantFiles(fleet)).toEqual([])
})

test('an engine that fails leaves nothing, and the slug is free again', async () => {
  let works = false
  const engine = workspaceEngine('normal')
  const create = (path: string, owner: string) => {
    engine.create(path, owner)
    if (!works) throw new Error('no room on the disk')
  }
  await using fleet = new TestFleet({ engine: { ...engine, create } })
  expect(await failure(fleet.create('acme'))).toMatchObject({ message: 'no room on the disk' })
  expect(fleet.tenants.registry.count()).toBe(0)
  expect(tenantFiles(fleet).filter((name) => name !== '.creating')).toEqual([])
  works = true
  expect(await fleet.users(await fleet.create('acme'))).toEqual([])
})

test('what fails beside the creation undoes it', async () => {
  await using fleet = new TestFleet()
  const outcome = fleet.tenants.create({ slug: 'acme', name: 'Acme' }, () => {
    throw new Error('no such owner')
  })
  expect(await failure(outcome)).toMatchObject({ message: 'no such owner' })
  expect(fleet.tenants.registry.count()).toBe(0)
  expect(tenantFiles(fleet).filter((name) => name.includes('workspace'))).toEqual([])
})

test('a failed creation is known to the registry until nothing of it is left', async () => {
  await using fleet = new TestFleet()
  const { directory, auth, tenants } = fleet
  const remains: string[][] = []
  const failing = createTenant(
    {
      directory,
      registry: tenants.registry,
      engine: tenants.engine,
      write: async (work) => {
        const before = tenants.registry.count()
        const result = await auth.write(work)
        // A crash now would leave for ever what no row tells of.
        if (tenants.registry.count() < before) remains.push(tenantFiles(fleet))
        return result
      },
    },
    { slug: 'acme', name: 'Acme' },
    () => {
      throw new Error('refused')
    },
  )
  expect(await failure(failing)).toMatchObject({ message: 'refused' })
  expect(remains).toHaveLength(1)
  expect(remains[0]?.filter((name) => name.includes('workspace'))).toEqual([])
})

/** Creates a tenant whose write number `last` is the last one before a close. */
function createUntilClosed({ directory, auth, tenants }: TestFleet, last: number) {
  let writes = 0
  return createTenant(
    {
      directory,
      registry: tenants.registry,
      engine: tenants.engine,
      write: async (work) => {
        const result = await auth.write(work)
        writes += 1
        if (writes < last) return result
        auth.close()
        // Committed, and refused all the same: so is whoever waits for a sync at a close.
        return auth.write(work)
      },
    },
    { slug: 'acme', name: 'Acme' },
    ({ id }) => id,
  )
}

test.each([
  ['reserved the slug', 1, 0],
  ['made it active', 2, 1],
])('a stop right after the commit that %s leaves a whole tenant or none', async (_, last, left) => {
  await using fleet = new TestFleet()
  expect(await failure(createUntilClosed(fleet, last))).toBeInstanceOf(DatabaseClosed)
  const { directory } = fleet
  const auth = new AuthDatabase({ path: directory.authDatabase })
  const registry = new Registry(auth.sql)
  await sweepUnfinished({ directory, registry, write: (work) => auth.write(work) })
  const rows = registry.list('', 10)
  expect(rows.map(({ state }) => state)).toEqual(left === 0 ? [] : ['active'])
  for (const { id } of rows) {
    const db = fleet.tenants.engine.open(directory.database(id), id)
    expect(db.health({ full: true })).toMatchObject({ ok: true })
    db.close()
  }
  const files = tenantFiles(fleet).filter((name) => name.endsWith('workspace.db'))
  expect(files).toHaveLength(left)
  auth.close()
})

test('what made a creation fail is told, even when it cannot be taken back', async () => {
  await using fleet = new TestFleet()
  const { directory, auth, tenants } = fleet
  let writes = 0
  const failing = createTenant(
    {
      directory,
      registry: tenants.registry,
      engine: tenants.engine,
      write: (work) => {
        writes += 1
        return writes < 3 ? auth.write(work) : Promise.reject(new Error('and then this'))
      },
    },
    { slug: 'acme', name: 'Acme' },
    () => {
      throw new Error('refused')
    },
  )
  expect(await failure(failing)).toMatchObject({ message: 'refused' })
  expect(writes).toBe(3)
  expect(await tenants.sweep()).toBe(1)
  expect(tenants.registry.count()).toBe(0)
})

test('a caller who loses their rights between the two writes of a creation gets nothing', async () => {
  await using fleet = new TestFleet()
  const { registry } = fleet.tenants
  const recheck = () => {
    if (registry.findBySlug('acme')) throw new Error('no longer allowed')
  }
  const outcome = fleet.tenants.create({ slug: 'acme', name: 'Acme' }, ({ id }) => id, { recheck })
  expect(await failure(outcome)).toMatchObject({ message: 'no longer allowed' })
  expect(registry.count()).toBe(0)
  expect(tenantFiles(fleet).filter((name) => name.includes('workspace'))).toEqual([])
})

test('the sweep removes unfinished creations, and nothing else', async () => {
  await using fleet = new TestFleet()
  const { directory, auth, tenants } = fleet
  const id = await fleet.create('done')
  await fleet.add(id, 'u')
  const half = ['a'.repeat(32), 'b'.repeat(32)] as const
  await auth.write(() => {
    for (const id of half)
      tenants.registry.insert({ id, slug: id[0] ?? '', name: '', schema_version: 1 })
  })
  // One crashed before its rename, one after it.
  mkdirSync(`${directory.creating}/${half[0]}/files`, { recursive: true })
  writeFileSync(`${directory.creating}/${half[0]}/workspace.db`, 'half a file')
  mkdirSync(`${directory.tenant(half[1])}/files`, { recursive: true })
  tenants.engine.create(directory.database(half[1]), half[1])
  expect(await tenants.sweep()).toBe(2)
  expect(
    await sweepUnfinished({ directory, registry: tenants.registry, write: (w) => auth.write(w) }),
  ).toBe(0)
  expect(existsSync(directory.creating)).toBe(false)
  expect(existsSync(directory.tenant(half[1]))).toBe(false)
  expect(tenants.registry.count()).toBe(1)
  expect(await fleet.users(id)).toEqual(['u'])
})

test('a deletion that is scheduled takes the tenant out of service and leaves its files', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await fleet.add(id, 'u')
  await fleet.tenants.lifeCycle.delete(id, new Date('2030-01-02T03:04:05Z'))
  expect(fleet.pool.peek(id)).toBeUndefined()
  expect(fleet.wals).toEqual([])
  expect(fleet.tenants.registry.findById(id)).toMatchObject({
    state: 'deleting',
    delete_after: '2030-01-02 03:04:05.000',
  })
  expect(existsSync(fleet.directory.database(id))).toBe(true)
})

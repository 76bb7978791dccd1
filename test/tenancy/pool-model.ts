import { expect } from 'bun:test'
import { copyFileSync, renameSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { DatabaseCorrupt } from '../../src/database/errors.ts'
import { failure, TestFleet } from './harness.ts'

/** What a client does with one tenant; several of these run at the same time. */
const use = fc.record({
  tenant: fc.nat(3),
  kind: fc.constantFrom('read', 'write', 'throwing write', 'commit', 'roll back', 'evict'),
  /** Units of work in a `write`, rows in a transaction. */
  size: fc.integer({ min: 1, max: 4 }),
})

/** What needs the tenant for itself. */
const intervention = fc.record({
  tenant: fc.nat(3),
  kind: fc.constantFrom('restart', 'make stale', 'damage and restore', 'create'),
})

export const scenario = fc.record({
  poolSize: fc.integer({ min: 1, max: 3 }),
  steps: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.array(use, { minLength: 1, maxLength: 8 }) },
      { weight: 1, arbitrary: intervention },
    ),
    { minLength: 3, maxLength: 14 },
  ),
})

type Use = typeof use extends fc.Arbitrary<infer T> ? T : never
type Intervention = typeof intervention extends fc.Arbitrary<infer T> ? T : never
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never

/** The tenant as it must be: `possible` rows are on their way in, and may be seen or not. */
interface Expected {
  readonly id: string
  readonly rows: Set<string>
  readonly possible: Set<string>
}

class Run {
  readonly #fleet: TestFleet
  readonly #model: Expected[] = []
  #rows = 0

  constructor(fleet: TestFleet) {
    this.#fleet = fleet
  }

  async create(): Promise<void> {
    const id = await this.#fleet.create(`t${this.#model.length}`)
    this.#model.push({ id, rows: new Set(), possible: new Set() })
  }

  async use({ tenant, kind, size }: Use): Promise<void> {
    const expected = this.#tenant(tenant)
    const { id, rows, possible } = expected
    const { pool } = this.#fleet
    const added = Array.from({ length: size }, () => this.#newRow())
    const acknowledged = (names: readonly string[]) => {
      for (const name of names) rows.add(name)
    }
    switch (kind) {
      case 'read':
        return this.#check(expected)
      case 'write':
        for (const name of added) possible.add(name)
        await Promise.all(
          added.map((name) => this.#fleet.add(id, name).then(() => acknowledged([name]))),
        )
        return
      case 'throwing write':
        await failure(
          pool.write({ id }, (db) => {
            for (const name of added) db.users.create({ id: name })
            throw new Error('undone')
          }),
        )
        return
      case 'commit':
        for (const name of added) possible.add(name)
        await this.#transaction(id, added)
        return acknowledged(added)
      case 'roll back':
        expect(await failure(this.#transaction(id, added, new Error('undone')))).toMatchObject({
          message: 'undone',
        })
        return
      case 'evict':
        return pool.evict(id)
    }
  }

  async intervene({ tenant, kind }: Intervention): Promise<void> {
    const { id } = this.#tenant(tenant)
    const fleet = this.#fleet
    switch (kind) {
      case 'create':
        return this.create()
      case 'restart':
        return fleet.restart()
      case 'make stale':
        // Brought up to date first: a step further back there are no tables.
        await fleet.users(id)
        await fleet.pool.evict(id)
        return fleet.makeStale(id)
      case 'damage and restore': {
        await fleet.pool.evict(id)
        const path = fleet.directory.database(id)
        copyFileSync(path, `${path}.copy`)
        writeFileSync(path, 'no database'.repeat(1_000))
        expect(await failure(fleet.users(id))).toBeInstanceOf(DatabaseCorrupt)
        renameSync(`${path}.copy`, path)
        return fleet.pool.evict(id)
      }
    }
  }

  async checkAll(): Promise<void> {
    for (const { rows, possible } of this.#model) {
      possible.clear()
      for (const name of rows) possible.add(name)
    }
    for (const expected of this.#model) await this.#check(expected)
    expect(this.#fleet.pool.statistics()).toMatchObject({ leased: 0, migrating: 0, refused: 0 })
  }

  async #check({ id, rows, possible }: Expected): Promise<void> {
    const least = [...rows]
    const seen = new Set(await this.#fleet.users(id))
    expect(least.filter((name) => !seen.has(name))).toEqual([])
    expect([...seen].filter((name) => !possible.has(name))).toEqual([])
  }

  #transaction(id: string, names: readonly string[], end?: Error): Promise<void> {
    return this.#fleet.pool.lease({ id }, (db) =>
      db.transaction().execute(async (transaction) => {
        for (const name of names) {
          await transaction.insertInto('users').values({ id: name }).execute()
          await Bun.sleep(0)
        }
        if (end) throw end
      }),
    )
  }

  #tenant(number: number): Expected {
    return this.#model[number % this.#model.length] as Expected
  }

  #newRow(): string {
    this.#rows += 1
    return `row-${this.#rows}`
  }
}

/** Runs the scenario on real files; each tenant must hold at every moment what the model says. */
export async function run({ poolSize, steps }: Scenario): Promise<void> {
  await using fleet = new TestFleet({
    tenants: poolSize,
    leases: 2,
    timings: { patience: 30_000, migrationPatience: 30_000 },
  })
  const model = new Run(fleet)
  for (let number = 0; number < 3; number += 1) await model.create()
  for (const step of steps) {
    if (Array.isArray(step)) await Promise.all(step.map((one) => model.use(one)))
    else await model.intervene(step)
  }
  await model.checkAll()
  await fleet.tenants.close()
  expect(fleet.wals).toEqual([])
  expect(fleet.descriptors).toEqual([])
}

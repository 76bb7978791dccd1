import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc, { type Arbitrary } from 'fast-check'
import { ImportNotPossible } from '../../src/tenancy/errors.ts'
import { TestFleet } from '../tenancy/harness.ts'

/** SQLite's smallest unit: pages, cells and records point at each other by numbers in it. */
const PAGE = 4096

interface Change {
  readonly at: number
  readonly bytes: Uint8Array
}

/** Somewhere in the file, and rather where its pages begin, which is where the pointers are. */
const change: Arbitrary<Change> = fc.record({
  at: fc.oneof(
    fc.nat({ max: 2 ** 30 }),
    fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 120 })).map(([page, at]) => page * PAGE + at),
  ),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc
      .constantFrom('ffffffff', '00000000', '7fffffff', '0d', '05')
      .map((hex) => Buffer.from(hex, 'hex')),
  ),
})

/**
 * Imports exports in which a few bytes are others. Each is refused in one line, or is a whole
 * workspace.
 *
 * @throws Error with the changes, and the seed that makes them again
 */
export async function attackImports(runs: number, seed?: number): Promise<void> {
  await using fleet = new TestFleet()
  const outside = mkdtempSync(join(tmpdir(), 'conclave-hostile-'))
  try {
    const source = await fleet.create('acme')
    await fleet.pool.write({ id: source }, (db) => {
      db.users.create({ id: 'ada', name: 'Ada', email: 'ada@acme.test' })
      const room = db.rooms.create({ name: 'General', type: 'group', created_by: 'ada' })
      for (let count = 0; count < 50; count += 1) {
        db.messages.create({ room_id: room.id, user_id: 'ada', content: `Line ${count}` })
      }
    })
    const good = join(outside, 'good.db')
    await fleet.tenants.lifeCycle.export(source, { file: good })
    const original = readFileSync(good)
    const file = join(outside, 'hostile.db')
    let count = 0
    const changes = fc.array(change, { minLength: 1, maxLength: 6 })
    const property = fc.asyncProperty(changes, async (all) => {
      const bytes = Buffer.from(original)
      for (const { at, bytes: by } of all) bytes.set(by, at % (bytes.length - by.length))
      writeFileSync(file, bytes)
      count += 1
      await importOrRefuse(fleet, file, `import-${count}`)
    })
    await fc.assert(property, { numRuns: runs, ...(seed === undefined ? {} : { seed }) })
    const users = await fleet.users(source)
    if (users.join() !== 'ada') throw new Error(`of the other workspace there is left: ${users}`)
  } finally {
    rmSync(outside, { recursive: true })
  }
}

async function importOrRefuse(fleet: TestFleet, file: string, slug: string): Promise<void> {
  const fill = fleet.tenants.lifeCycle.importing(file)
  const made = await fleet.tenants
    .create({ slug, name: slug }, (row) => row.id, { fill })
    .catch(requireRefusal)
  if (made === undefined) return
  const [check] = await fleet.pool.read({ id: made }, (db) =>
    db.sql.prepare('PRAGMA integrity_check').all(),
  )
  if (JSON.stringify(check) !== '{"integrity_check":"ok"}') throw new Error(JSON.stringify(check))
}

/** @throws the error, unless it is a refusal in one line */
function requireRefusal(error: unknown): undefined {
  if (!(error instanceof ImportNotPossible)) throw error
  if (!/^[^\n]{10,300}$/.test(error.message)) throw new Error(`not one line: ${error.message}`)
}

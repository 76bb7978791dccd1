import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImportNotPossible } from '../../src/tenancy/errors.ts'
import { until } from '../harness/until.ts'
import { failure, TestFleet } from './harness.ts'

let fleet: TestFleet
let id: string

beforeEach(async () => {
  fleet = new TestFleet()
  id = await fleet.create('acme')
  await fleet.pool.write({ id }, (db) => {
    db.users.create({ id: 'ada', auth_id: 'person-1', name: 'Ada', email: 'ada@acme.test' })
    const room = db.rooms.create({ name: 'General', type: 'group', created_by: 'ada' })
    db.roomMembers.addMember(room.id, 'ada', 'admin')
  })
})
afterEach(() => fleet[Symbol.asyncDispose]())

const sha256Of = (content: string) => createHash('sha256').update(content).digest('hex')

/** What lies beside the database of a tenant. */
function onDisk(tenant = id): string[] {
  return readdirSync(fleet.directory.files(tenant)).toSorted()
}

/** Uploads it and sends it as a message. @returns the message's id */
async function send(content: string): Promise<number> {
  const received = await receive(content)
  return fleet.tenants.attachments.keep({ id }, received, (db) => {
    const { sha256, bytes } = received
    const row = { user_id: 'ada', name: 'x', media_type: 'text/plain', width: null, height: null }
    const file = db.files.create({ ...row, sha256, bytes })
    const message = { room_id: 1, user_id: 'ada', content: '', file_id: file.id }
    return db.messages.create({ ...message, type: 'file' }).id
  })
}

function receive(content: string) {
  const body = new Blob([content]).stream()
  return fleet.tenants.attachments.receive(id, body, { limit: 1_000, length: null })
}

/** The books of a tenant. */
function booksOf(tenant = id) {
  return fleet.pool.read({ id: tenant }, ({ sql, contents }) => ({
    files: sql.prepare('SELECT sha256 FROM files ORDER BY sha256').all(),
    unused: sql.prepare('SELECT * FROM unused_contents').all(),
    bytes: contents.bytes,
  }))
}

test('several uploads to one tenant together take no more than 128 KB in a millisecond', async () => {
  const one = new Uint8Array(4 * 1024 * 1024)
  const start = performance.now()
  const all = await Promise.all(
    Array.from({ length: 3 }, () =>
      fleet.tenants.attachments.receive(id, new Blob([one]).stream(), {
        limit: one.byteLength,
        length: one.byteLength,
      }),
    ),
  )
  // Timers may be early by as much as their clock is coarse.
  expect(performance.now() - start).toBeGreaterThan(0.9 * 3 * 32)
  for (const { bytes } of all) expect(bytes).toBe(one.byteLength)
  await Promise.all(all.map(({ path }) => rm(path)))
})

describe('a content', () => {
  test('of which the row cannot be written does not stay', async () => {
    const received = await receive('one')
    const kept = fleet.tenants.attachments.keep({ id }, received, () => {
      expect(onDisk()).toEqual([sha256Of('one')])
      throw new Error('no')
    })
    expect(await failure(kept)).toMatchObject({ message: 'no' })
    await until(() => onDisk().length === 0)
    await until(async () => (await booksOf()).unused.length === 0)
    expect(readdirSync(fleet.directory.uploads)).toEqual([])
  })

  test('that was put there before a crash, or not removed after the last row, is removed later', async () => {
    await send('kept')
    await fleet.pool.write({ id }, (db) => {
      for (const one of ['placed', 'announced', 'kept']) db.contents.announce(sha256Of(one))
    })
    writeFileSync(join(fleet.directory.files(id), sha256Of('placed')), 'placed')
    await fleet.restart()
    expect((await booksOf()).bytes).toBe(4)
    await until(() => onDisk().length === 1)
    await until(async () => (await booksOf()).unused.length === 0)
    expect(onDisk()).toEqual([sha256Of('kept')])
  })

  test('that comes again while it is being removed is there', async () => {
    for (let round = 0; round < 20; round += 1) {
      const message = await send('again')
      await fleet.pool.write({ id }, (db) => db.messages.softDelete(message))
      fleet.tenants.attachments.sweep(id)
      const again = await send('again')
      expect(onDisk()).toEqual([sha256Of('again')])
      await fleet.pool.write({ id }, (db) => db.messages.softDelete(again))
    }
    fleet.tenants.attachments.sweep(id)
    await until(() => onDisk().length === 0)
    expect((await booksOf()).bytes).toBe(0)
  })

  test('goes with its message, however that is deleted', async () => {
    const first = await send('one')
    await send('two')
    await fleet.pool.write({ id }, (db) =>
      db.sql.prepare('DELETE FROM messages WHERE id = ?').run(first),
    )
    fleet.tenants.scrubs.soon(id)
    await until(() => onDisk().length === 1)
    await fleet.pool.write({ id }, (db) => db.rooms.delete(1))
    fleet.tenants.scrubs.soon(id)
    await until(() => onDisk().length === 0)
    await until(async () => (await booksOf()).unused.length === 0)
    expect(await booksOf()).toEqual({ files: [], unused: [], bytes: 0 })
  })
})

describe('somebody who is erased', () => {
  test('leaves what they sent, and nothing that they did not', async () => {
    await send('sent')
    const unsent = await receive('unsent')
    await fleet.tenants.attachments.keep({ id }, unsent, (db) => {
      const row = { user_id: 'ada', name: 'x', media_type: 'text/plain', width: null, height: null }
      db.files.create({ ...row, sha256: unsent.sha256, bytes: unsent.bytes })
    })
    expect(onDisk()).toHaveLength(2)
    await fleet.pool.write({ id }, (db) => db.departures.erase('ada'))
    await fleet.tenants.scrubs.now(id)
    await until(() => onDisk().length === 1)
    expect(onDisk()).toEqual([sha256Of('sent')])
  })
})

describe('an export', () => {
  let outside: string
  let exported: string
  beforeEach(async () => {
    outside = mkdtempSync(join(tmpdir(), 'conclave-attachments-'))
    exported = join(outside, 'acme.db')
    await send('kept')
    // Deleted, and not yet removed.
    writeFileSync(join(fleet.directory.files(id), sha256Of('deleted')), 'deleted')
    await fleet.pool.write({ id }, (db) => db.contents.announce(sha256Of('deleted')))
    await fleet.tenants.lifeCycle.export(id, { file: exported })
  })
  afterEach(() => rmSync(outside, { recursive: true }))

  function importFrom(file: string, slug: string): Promise<string> {
    const fill = fleet.tenants.lifeCycle.importing(file)
    return fleet.tenants.create({ slug, name: slug }, (tenant) => tenant.id, { fill })
  }

  test('holds what is in use, and what comes of it is whole: imports and clones', async () => {
    const fill = fleet.tenants.lifeCycle.cloning(id)
    const clone = await fleet.tenants.create({ slug: 'twin', name: 'Twin' }, (row) => row.id, {
      fill,
    })
    for (const made of [clone, await importFrom(exported, 'imported')]) {
      expect(onDisk(made)).toEqual([sha256Of('kept')])
      expect(await booksOf(made)).toEqual({
        files: [{ sha256: sha256Of('kept') }],
        unused: [],
        bytes: 4,
      })
      const path = await fleet.tenants.attachments.find(made, sha256Of('kept'))
      expect(readFileSync(path, 'utf8')).toBe('kept')
    }
    const lines = join(outside, 'acme.jsonl')
    await fleet.tenants.lifeCycle.export(id, { file: lines, format: 'jsonl' })
    const text = readFileSync(lines, 'utf8')
    expect(text).toContain(`{"type":"file","data":{"path":"${sha256Of('kept')}","bytes":4}}`)
    expect(text).not.toContain(sha256Of('deleted'))
  })

  test.each([
    ['another content', "UPDATE export_files SET bytes = CAST('KEPT' AS BLOB)"],
    ['another length', 'UPDATE files SET bytes = 5'],
    ['a path for a name', "UPDATE files SET sha256 = '../workspace.db'"],
    ['no length', "UPDATE files SET bytes = 'many'"],
  ])('with %s than it says is refused', async (_, sql) => {
    const crafted = join(outside, 'crafted.db')
    copyFileSync(exported, crafted)
    const database = new Database(crafted)
    database.run(sql)
    database.close(true)
    expect(await failure(importFrom(crafted, 'crafted'))).toBeInstanceOf(ImportNotPossible)
  })
})

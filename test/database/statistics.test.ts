import { expect, test } from 'bun:test'
import { statSync } from 'node:fs'
import { answers, scratch } from './scratch.ts'

const here = scratch()

test('begin at nothing', () => {
  expect(here.open().statistics()).toMatchObject({
    version: 1,
    commits: 0,
    units: 0,
    unitsPerCommit: 0,
    busyRetries: 0,
  })
})

test('count the units that were committed, and their commits', async () => {
  const db = here.open()
  await Promise.all(['a', 'b', 'c'].map((text) => db.write(() => db.add(text))))
  await answers([db.write(() => db.add('a')), db.write(() => db.add('d'))])
  await answers([db.write(() => db.add('a'))])
  expect(db.statistics()).toMatchObject({ commits: 2, units: 4, unitsPerCommit: 2 })
})

test('say how large the file and its log are', () => {
  const db = here.open()
  for (let index = 0; index < 10; index += 1) db.add(`${index}`)
  const { bytes } = db.statistics()
  expect(bytes.file).toBe(statSync(here.path()).size)
  expect(bytes.wal).toBe(statSync(`${here.path()}-wal`).size)
  expect(bytes.wal).toBeGreaterThan(4096)
})

test('count and time each statement', () => {
  const db = here.open()
  for (const text of ['a', 'b', 'c']) db.add(text)
  expect(() => db.add('a')).toThrow()
  const insert = () =>
    db.statistics().statements.find(({ sql }) => sql.startsWith('INSERT INTO notes'))
  const before = insert()
  expect(before?.count).toBe(4)
  expect(before?.milliseconds).toBeGreaterThan(0)
  db.add('d')
  expect(insert()?.milliseconds).toBeGreaterThan(before?.milliseconds ?? 0)
})

test('of a closed database know of no log', () => {
  const db = here.open()
  db.close()
  expect(db.statistics().bytes.wal).toBe(0)
})

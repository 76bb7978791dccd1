import { expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { withConnection } from './schemas.ts'
import { scratch } from './scratch.ts'

const here = scratch()

const sound = { ok: true, problems: [], version: 1, latestVersion: 1 }

test('of a sound file is good, in both ways', () => {
  const db = here.open()
  db.add('a')
  expect(db.health()).toEqual(sound)
  expect(db.health({ full: true })).toEqual(sound)
})

test('is looked at from end to end only on demand', () => {
  const db = here.open()
  for (let index = 0; index < 200; index += 1) db.add(`${index} ${'x'.repeat(300)}`)
  db.close()
  const bytes = readFileSync(here.path())
  const middle = Math.floor(bytes.length / 4096 / 2) * 4096
  writeFileSync(here.path(), bytes.fill(0xff, middle, middle + 4096))

  const damaged = here.open()
  expect(damaged.health()).toEqual(sound)
  const { ok, problems } = damaged.health({ full: true })
  expect(ok).toBe(false)
  expect(problems.length).toBeGreaterThan(0)
})

test('tells of rows without their parent', () => {
  const db = here.open()
  withConnection(here.path(), (connection) => {
    connection.execute('PRAGMA foreign_keys = OFF; INSERT INTO replies VALUES (1), (2)')
  })
  expect(db.health()).toEqual(sound)
  expect(db.health({ full: true }).problems).toEqual(['2 rows refer to rows that do not exist'])
})

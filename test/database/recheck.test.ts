import { expect, test } from 'bun:test'
import { answers, later, scratch } from './scratch.ts'

const here = scratch()
class Forbidden extends Error {
  override name = 'Forbidden'
}

test('rights are not checked again for a unit that did not wait', async () => {
  const db = here.open()
  let checks = 0
  await db.write(
    () => db.add('a'),
    () => (checks += 1),
  )
  expect(checks).toBe(0)
})

test('a unit that waited for a Kysely transaction is checked again, and may be refused', async () => {
  const db = here.open()
  const refused: Promise<number>[] = []
  await db.transaction().execute(async () => {
    const forbid = () => {
      throw new Forbidden()
    }
    refused.push(later(db.write(() => db.add('refused'), forbid)))
    refused.push(
      db.write(
        () => db.add('allowed'),
        () => undefined,
      ),
    )
    await Bun.sleep(5)
  })
  expect(await answers(refused)).toEqual(['Forbidden', 'fulfilled'])
  expect(here.committed()).toEqual(['allowed'])
})

test('a unit that did not fit in the commit of its turn is checked again', async () => {
  const db = here.open()
  const checked: number[] = []
  const writes = Array.from({ length: 200 }, (_, index) =>
    db.write(
      () => db.add(`${index}`),
      () => checked.push(index),
    ),
  )
  await Promise.all(writes)
  expect(checked).toEqual(Array.from({ length: 72 }, (_, index) => 128 + index))
})

test('a unit that has to run again on its own is checked again', async () => {
  const db = here.open()
  let checks = 0
  const together = [
    db.write(
      () => db.add('a'),
      () => (checks += 1),
    ),
    db.write(() =>
      db.sql.prepare("INSERT OR ROLLBACK INTO notes (id, text) VALUES (1, 'a')").run(),
    ),
  ]
  expect(await answers(together)).toEqual(['fulfilled', 'UniqueViolation'])
  expect(checks).toBe(1)
})

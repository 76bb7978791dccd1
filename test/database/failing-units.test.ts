import { describe, expect, test } from 'bun:test'
import { answers, type NotesDatabase, scratch } from './scratch.ts'

const here = scratch()

/** One unit that goes wrong, with two units on either side, all in one turn. */
async function amongOthers(db: NotesDatabase, guilty: () => unknown): Promise<string[]> {
  const together = ['a', 'b'].map((text) => db.write(() => db.add(text)))
  together.push(db.write(() => guilty() as number))
  together.push(...['c', 'd'].map((text) => db.write(() => db.add(text))))
  return answers(together)
}

/** The other four units stand in the file, once each, and the next batch is committed too. */
async function expectOnlyOthers(db: NotesDatabase): Promise<void> {
  expect(here.committed()).toEqual(['a', 'b', 'c', 'd'])
  expect(await answers(['e', 'f'].map((text) => db.write(() => db.add(text))))).toEqual([
    'fulfilled',
    'fulfilled',
  ])
  expect(here.committed()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
}

/** Everybody is told that it worked but the third. */
function onlyThird(error: string): string[] {
  return ['fulfilled', 'fulfilled', error, 'fulfilled', 'fulfilled']
}

function fillUp(db: NotesDatabase): void {
  const [pages] = db.sql.prepare<{ page_count: number }>('PRAGMA page_count').all()
  db.sql.prepare(`PRAGMA max_page_count = ${(pages?.page_count ?? 0) + 4}`).all()
  db.add('x'.repeat(100_000))
}

function insertOrRollBack(db: NotesDatabase): void {
  db.add('half')
  db.sql.prepare("INSERT OR ROLLBACK INTO notes (id, text) VALUES (1, 'again')").run()
}

describe('in the middle of a batch', () => {
  test('a unit that throws', async () => {
    const db = here.open()
    const outcome = await amongOthers(db, () => {
      db.add('half')
      throw new RangeError('no')
    })
    expect(outcome).toEqual(onlyThird('RangeError'))
    await expectOnlyOthers(db)
    expect(db.statistics().commits).toBe(2)
  })

  test('a unit that breaks a rule of the schema', async () => {
    const db = here.open()
    const outcome = await amongOthers(db, () => {
      db.add('half')
      db.add('a')
    })
    expect(outcome).toEqual(onlyThird('UniqueViolation'))
    await expectOnlyOthers(db)
  })

  test('a unit that fills the disk up', async () => {
    const db = here.open()
    expect(await amongOthers(db, () => fillUp(db))).toEqual(onlyThird('DatabaseFull'))
    await expectOnlyOthers(db)
  })

  test('a unit that ends the transaction by OR ROLLBACK', async () => {
    const db = here.open()
    expect(await amongOthers(db, () => insertOrRollBack(db))).toEqual(onlyThird('UniqueViolation'))
    await expectOnlyOthers(db)
  })

  test('a unit that returns a promise', async () => {
    const db = here.open()
    const outcome = await amongOthers(db, async () => {
      db.add('half')
      await Promise.resolve()
      throw new Error('nobody hears of this')
    })
    expect(outcome).toEqual(onlyThird('AsynchronousWork'))
    await expectOnlyOthers(db)
  })

  test('a unit that returns a function with a then method', async () => {
    const db = here.open()
    const outcome = await amongOthers(db, () => {
      db.add('half')
      return Object.defineProperty(() => 0, 'then', { value: () => 0 })
    })
    expect(outcome).toEqual(onlyThird('AsynchronousWork'))
    await expectOnlyOthers(db)
  })

  test.each(['COMMIT', 'END', 'ROLLBACK', 'BEGIN', 'RELEASE unit', ' /* a word */ COMMIT'])(
    'a unit that says %s',
    async (sql) => {
      const db = here.open()
      const outcome = await amongOthers(db, () => {
        db.add('half')
        db.sql.prepare(sql).run()
      })
      expect(outcome).toEqual(onlyThird('TransactionFinished'))
      await expectOnlyOthers(db)
    },
  )
})

describe('a failing COMMIT', () => {
  test('fails all of its batch, and the next batch works', async () => {
    const db = here.open()
    const outcome = await amongOthers(db, () => {
      db.sql.prepare('INSERT INTO replies (note_id) VALUES (404)').run()
    })
    expect(outcome).toEqual(Array(5).fill('ForeignKeyViolation'))
    expect(here.committed()).toEqual([])
    expect(await answers([db.write(() => db.add('next'))])).toEqual(['fulfilled'])
    expect(here.committed()).toEqual(['next'])
    expect(db.statistics()).toMatchObject({ commits: 1, units: 1 })
  })

  test('of a lone unit is that unit’s answer', async () => {
    const db = here.open()
    const reply = db.write(() => {
      db.sql.prepare('INSERT INTO replies (note_id) VALUES (404)').run()
    })
    expect(await answers([reply])).toEqual(['ForeignKeyViolation'])
    await db.write(() => db.add('next'))
    expect(here.committed()).toEqual(['next'])
  })
})

describe('a unit that swallows the error which ended the transaction', () => {
  const endings: [string, (db: NotesDatabase) => void][] = [
    ['SQLITE_FULL', fillUp],
    ['OR ROLLBACK', insertOrRollBack],
  ]
  const sequels: [string, (db: NotesDatabase) => unknown][] = [
    ['does nothing more', () => undefined],
    ['reads', (db) => db.texts()],
    ['reads on a snapshot', (db) => db.read(() => db.texts())],
    ['writes', (db) => db.add('rest')],
    ['writes in a transaction of its own', (db) => db.sql.transaction(() => db.add('rest'))],
    [
      'writes by a text with a comment before it',
      (db) => db.sql.prepare("-- rest\n INSERT INTO notes (text) VALUES ('rest')").run(),
    ],
    [
      'writes by a common table expression',
      (db) =>
        db.sql.prepare("WITH n AS (SELECT 'rest') INSERT INTO notes (text) SELECT * FROM n").run(),
    ],
  ]
  const cases = endings.flatMap(([ending, end]) =>
    sequels.map(([sequel, go]) => ({ ending, sequel, end, go })),
  )

  test.each(cases)('$ending, and $sequel, leaves nothing behind', async ({ end, go }) => {
    const db = here.open()
    await db.write(() => db.add('first'))
    const unit = () => {
      try {
        end(db)
      } catch {
        // Swallowed: that is what this is about.
      }
      go(db)
      return 0
    }
    const together = [
      db.write(() => db.add('before')),
      db.write(unit),
      db.write(() => db.add('after')),
    ]
    expect(await answers(together)).toEqual(['fulfilled', 'TransactionFinished', 'fulfilled'])
    expect(await answers([db.write(unit)])).toEqual(['TransactionFinished'])
    expect(here.committed()).toEqual(['first', 'before', 'after'])
  })
})

import { expect, test } from 'bun:test'
import { answers, type NotesDatabase, nextTurn, scratch } from './scratch.ts'

const here = scratch()

test('units of one turn share one commit', async () => {
  const db = here.open()
  const ids = await Promise.all(['a', 'b', 'c'].map((text) => db.write(() => db.add(text))))
  expect(ids).toEqual([1, 2, 3])
  expect(db.statistics()).toMatchObject({ commits: 1, units: 3, unitsPerCommit: 3 })
  expect(here.committed()).toEqual(['a', 'b', 'c'])
})

test('units of different turns do not', async () => {
  const db = here.open()
  await db.write(() => db.add('a'))
  await db.write(() => db.add('b'))
  expect(db.statistics()).toMatchObject({ commits: 2, units: 2, unitsPerCommit: 1 })
})

/** Whether units have needed savepoints so far. */
function hadSavepoints(db: NotesDatabase): boolean {
  return db.statistics().statements.some(({ sql }) => sql === 'SAVEPOINT unit')
}

function fail(): never {
  throw new RangeError('no')
}

test('units commit together without savepoints, also where one fails that has written nothing', async () => {
  const db = here.open()
  let runs = 0
  const add = (text: string) =>
    db.write(() => {
      runs += 1
      return db.sql.transaction(() => db.add(text))
    })
  const together = [add('a'), db.write(fail), db.write(() => db.sql.transaction(fail)), add('b')]
  expect(await answers(together)).toEqual(['fulfilled', 'RangeError', 'RangeError', 'fulfilled'])
  expect(here.committed()).toEqual(['a', 'b'])
  expect([runs, hadSavepoints(db)]).toEqual([2, false])
})

test('all run again with savepoints where one fails that has written', async () => {
  const db = here.open()
  let runs = 0
  const add = (text: string) =>
    db.write(() => {
      runs += 1
      return db.add(text)
    })
  const guilty = () => {
    db.add('half')
    fail()
  }
  expect(await answers([add('a'), db.write(guilty), add('b')])).toEqual([
    'fulfilled',
    'RangeError',
    'fulfilled',
  ])
  expect(here.committed()).toEqual(['a', 'b'])
  expect([runs, hadSavepoints(db), db.statistics().commits]).toEqual([3, true, 1])
})

test('what a unit goes on without is undone, among others too', async () => {
  const db = here.open()
  const half = () => {
    db.add('before')
    expect(() =>
      db.sql.transaction(() => {
        db.add('half')
        fail()
      }),
    ).toThrow('no')
    return db.add('behind')
  }
  await Promise.all([db.write(() => db.add('a')), db.write(half), db.write(() => db.add('b'))])
  expect(here.committed()).toEqual(['a', 'before', 'behind', 'b'])
})

test('without shared commit each unit commits by itself', async () => {
  const db = here.open({ sharedCommit: false })
  await Promise.all(['a', 'b', 'c'].map((text) => db.write(() => db.add(text))))
  expect(db.statistics()).toMatchObject({ commits: 3, units: 3, unitsPerCommit: 1 })
})

test('a flood is committed in several turns, in order, each unit once', async () => {
  const db = here.open()
  const texts = Array.from({ length: 300 }, (_, index) => `note ${index}`)
  await Promise.all(texts.map((text) => db.write(() => db.add(text))))
  expect(here.committed()).toEqual(texts)
  expect(db.statistics()).toMatchObject({ commits: 3, units: 300 })
})

test('nobody sees a unit before its commit, and nobody is answered before it', async () => {
  const db = here.open()
  const seen: string[][] = []
  let answered = 0
  const writes = ['a', 'b'].map((text) =>
    db.write(() => {
      db.add(text)
      seen.push(here.committed())
      return answered
    }),
  )
  for (const write of writes) void write.then(() => (answered += 1))
  expect(await Promise.all(writes)).toEqual([0, 0])
  expect(seen).toEqual([[], []])
  expect(here.committed()).toEqual(['a', 'b'])
})

test('a unit that another unit asks for runs after it', async () => {
  const db = here.open()
  let inner: Promise<number> | undefined
  await db.write(() => {
    inner = db.write(() => db.add('second'))
    db.add('first')
  })
  await inner
  expect(here.committed()).toEqual(['first', 'second'])
})

test('a unit sees what the units before it wrote', async () => {
  const db = here.open()
  const [, texts] = await Promise.all([db.write(() => db.add('a')), db.write(() => db.texts())])
  expect(texts).toEqual(['a'])
})

test('a unit may read, and use transactions of its own, which nest', async () => {
  const db = here.open()
  await db.write(() => {
    db.sql.transaction(() => db.add('kept'))
    expect(() =>
      db.sql.transaction(() => {
        db.add('dropped')
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(db.read(() => db.texts())).toEqual(['kept'])
  })
  expect(here.committed()).toEqual(['kept'])
})

test('nothing waits for a database that nobody writes', async () => {
  const db = here.open()
  expect(db.busy).toBe(false)
  const write = db.write(() => db.add('a'))
  expect(db.busy).toBe(true)
  await write
  expect(db.busy).toBe(false)
})

test('closing fails what waits, and what comes later', async () => {
  const db = here.open()
  const waiting = [db.write(() => db.add('a')), db.write(() => db.add('b'))]
  db.close()
  expect(await answers([...waiting, db.write(() => db.add('c'))])).toEqual(
    Array(3).fill('DatabaseClosed'),
  )
  await nextTurn()
  expect(here.committed()).toEqual([])
})

test('a unit that closes its own database fails, and so do all with it', async () => {
  const db = here.open()
  const together = [
    db.write(() => db.add('a')),
    db.write(() => db.close()),
    db.write(() => db.add('b')),
  ]
  expect(await answers(together)).toEqual(Array(3).fill('DatabaseClosed'))
  expect(here.committed()).toEqual([])
})

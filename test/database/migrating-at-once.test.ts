import { expect, test } from 'bun:test'
import { otherProcesses } from './other-process.ts'
import { createAt, withConnection } from './schemas.ts'
import { scratch } from './scratch.ts'

const here = scratch()
const start = otherProcesses()

test('two processes that migrate the same file at once run nothing twice', async () => {
  for (let round = 0; round < 4; round += 1) {
    const path = createAt(here.path(`${round}.db`))
    const both = [start('migrate-at.ts', path, '30'), start('migrate-at.ts', path, '30')]
    for (const one of both) expect(await one.line()).toBe('ready')
    const ends = both.map((one) => one.finish())
    const counts = await Promise.all(both.map((one) => one.line()))
    expect(await Promise.all(ends)).toEqual([0, 0])
    expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(30)
    withConnection(path, (connection) => {
      const steps = connection.query('SELECT number FROM steps ORDER BY rowid', []).rows
      expect(steps).toEqual(Array.from({ length: 30 }, (_, index) => ({ number: index + 1 })))
      const records = connection.query('SELECT version FROM schema_migrations', []).rows
      expect(records).toHaveLength(30)
    })
  }
})

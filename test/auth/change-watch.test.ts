import { expect, test } from 'bun:test'
import { ChangeWatch } from '../../src/auth/change-watch.ts'
import { Connection } from '../../src/database/connection.ts'
import { scratch } from '../database/scratch.ts'

const here = scratch()

test('what may have changed while the file was closed counts as changed', () => {
  const connection = new Connection(here.create())
  const watch = new ChangeWatch(connection)
  expect([watch.hasChanged(), watch.hasChanged()]).toEqual([true, false])
  // Its counts begin where they began before.
  connection.reopen()
  expect([watch.hasChanged(), watch.hasChanged()]).toEqual([true, false])
  connection.close()
})

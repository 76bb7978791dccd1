import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beginServerRun } from '../../src/control/begin-server-run.ts'
import { DataDirectory } from '../../src/tenancy/data-directory.ts'

let directory: DataDirectory
beforeEach(() => {
  directory = new DataDirectory(mkdtempSync(join(tmpdir(), 'conclave-run-')))
})
afterEach(() => rmSync(directory.path, { recursive: true }))

const begin = (boot: string | null = 'monday') => beginServerRun(directory, boot)

test('the generation stays, however often a server is stopped or killed', () => {
  const { generation, end } = begin()
  expect(generation).toBeGreaterThan(0)
  expect(generation).toBeLessThan(2 ** 41)
  end()
  expect(begin('tuesday')).toMatchObject({ generation, interrupted: false })
  // Killed, and the machine went on.
  expect(begin('tuesday')).toMatchObject({ generation, interrupted: true })
  expect(readdirSync(directory.path)).toEqual(['server.run'])
})

test('it is another one when the machine stopped under a server', () => {
  const { generation } = begin('monday')
  const next = begin('tuesday')
  expect(next.generation).not.toBe(generation)
  next.end()
  expect(begin('wednesday').generation).toBe(next.generation)
})

test('also where nobody can tell whether it did', () => {
  const first = begin(null)
  const second = begin(null)
  expect(second.generation).not.toBe(first.generation)
  second.end()
  expect(begin(null).generation).toBe(second.generation)
})

test('and in a directory whose note is not there, or is none', () => {
  const { generation, end } = begin()
  end()
  rmSync(directory.run)
  const second = begin().generation
  expect(second).not.toBe(generation)
  for (const text of ['', '{', '{"generation":"7"}', 'null']) {
    writeFileSync(directory.run, text)
    expect(begin().generation).not.toBe(second)
  }
})

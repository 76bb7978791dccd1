import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { goneProofs, rowsWithoutProof } from '../harness/proofs.ts'

const page = readFileSync(resolve(import.meta.dir, '../../docs/faults.md'), 'utf8')

test('every row of the table of faults names a test', () => {
  expect(page.split('\n').filter((line) => line.startsWith('| ')).length).toBeGreaterThan(25)
  expect(rowsWithoutProof(page, 'fault')).toEqual([])
})

test('and every test that it names is there', () => {
  expect(goneProofs(page)).toEqual([])
})

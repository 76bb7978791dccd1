import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { goneProofs, rowsWithoutProof } from '../harness/proofs.ts'

const page = readFileSync(resolve(import.meta.dir, '../../docs/threat-model.md'), 'utf8')

test('every row of the threat model names a test', () => {
  expect(page.split('\n').filter((line) => line.startsWith('| ')).length).toBeGreaterThan(30)
  expect(rowsWithoutProof(page, 'tries')).toEqual([])
})

test('and every test that it names is there', () => {
  expect(goneProofs(page)).toEqual([])
})

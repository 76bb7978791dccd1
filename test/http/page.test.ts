import { expect, test } from 'bun:test'
import { readPage } from '../../src/http/page.ts'
import { Problem } from '../../src/problem.ts'

test('fifty without anything', () => {
  expect(readPage({})).toEqual({ limit: 50 })
})

test('numbers come out, whether text or a default came in', () => {
  expect(readPage({ limit: '7', before: '12' })).toEqual({ limit: 7, before: 12 })
  expect(readPage({ limit: 50, after: '3' })).toEqual({ limit: 50, after: 3 })
  expect(readPage({ around: '9007199254740991' })).toEqual({ limit: 50, around: 2 ** 53 - 1 })
})

test.each([
  { before: '1', after: '2' },
  { after: '1', around: '1' },
  { before: '1', after: '1', around: '1' },
])('two cursors exclude each other', (query) => {
  expect(() => readPage(query)).toThrow(Problem)
})

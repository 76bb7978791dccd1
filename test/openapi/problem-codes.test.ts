import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { Glob } from 'bun'
import { PROBLEM_CODES } from '../../src/problem-codes.ts'

const root = join(import.meta.dir, '../../src')

/** Of parameters of a path: `room_not_found` stands nowhere in full. */
const built = /^\w+_not_found$|^workspace_(archived|deleting|provisioning|read_only|suspended)$/

test('the list of codes is in order, and each of them is one that something answers', async () => {
  const files = [...new Glob('**/*.{ts,tsx}').scanSync(root)].filter(
    (file) => file !== 'problem-codes.ts',
  )
  const source = (await Promise.all(files.map((file) => Bun.file(join(root, file)).text()))).join()
  expect([...PROBLEM_CODES].sort()).toEqual([...PROBLEM_CODES])
  expect(
    PROBLEM_CODES.filter((code) => !built.test(code) && !source.includes(`'${code}'`)),
  ).toEqual([])
})

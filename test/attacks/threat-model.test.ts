import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dir, '../..')
const page = readFileSync(resolve(ROOT, 'docs/threat-model.md'), 'utf8')

/** A file, and words of a test's name where the file has more than one about it. */
const proofs = [...page.matchAll(/`(test\/[\w./-]+\.test\.tsx?)(?:: ([^`]+))?`/g)]

test('every row of the threat model names a test', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| tries/.test(line))
  expect(rows.length).toBeGreaterThan(30)
  expect(rows.filter((row) => !/`test\/[^`]+` *\|$/.test(row))).toEqual([])
})

test('and every test that it names is there', () => {
  const gone = proofs.filter(([, file = '', title]) => {
    const path = resolve(ROOT, file)
    return (
      !existsSync(path) || (title !== undefined && !isTestOf(readFileSync(path, 'utf8'), title))
    )
  })
  expect(gone.map(([proof]) => proof)).toEqual([])
})

/** Whether a test's name begins with these words, or has them behind a parameter. */
function isTestOf(source: string, title: string): boolean {
  return source.split('\n').some((line) => /['"`]/.test(line) && line.includes(title))
}

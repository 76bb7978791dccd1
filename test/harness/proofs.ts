import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dir, '../..')

/** Tests that a page names, as `file` or `file: words of a name`, and that are not there. */
export function goneProofs(page: string): string[] {
  const proofs = [...page.matchAll(/`(test\/[\w./-]+\.test\.tsx?)(?:: ([^`]+))?`/g)]
  const gone = proofs.filter(([, file = '', title]) => {
    const path = resolve(ROOT, file)
    return (
      !existsSync(path) || (title !== undefined && !isTestOf(readFileSync(path, 'utf8'), title))
    )
  })
  return gone.map(([proof]) => proof)
}

/** Rows of a page's tables whose last cell names no test, but for those that begin with a heading. */
export function rowsWithoutProof(page: string, heading: string): string[] {
  const isRow = (line: string) => line.startsWith('| ') && !line.startsWith(`| ${heading}`)
  return page.split('\n').filter((line) => isRow(line) && !/`test\/[^`]+` *\|$/.test(line))
}

/** Whether a test's name begins with these words, or has them behind a parameter. */
function isTestOf(source: string, title: string): boolean {
  return source.split('\n').some((line) => /['"`]/.test(line) && line.includes(title))
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A literal of the source. */
export interface Expression {
  readonly file: string
  readonly source: string
  readonly flags: string
}

/** A literal where an expression can begin; behind a name or a bracket a `/` divides. */
const LITERAL =
  /(?:^|[=(,:!&|?[{;]|\breturn|=>)\s*\/((?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+)\/([dgimsuvy]*)/gm
const COMMENT_LINE = /^[ \t]*(?:\/\/|\/?\*).*$/gm

/** Every regular expression that stands in src as a literal. */
export function expressionsOf(root: string): Expression[] {
  return [...new Bun.Glob('src/**/*.{ts,tsx}').scanSync({ cwd: root })].sort().flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8').replace(COMMENT_LINE, '')
    return [...text.matchAll(LITERAL)].map(([, source = '', flags = '']) => ({
      file,
      source,
      flags,
    }))
  })
}

/** Files that make expressions of texts, which nobody finds as literals. */
export function filesThatMakeExpressions(root: string): string[] {
  const files = [...new Bun.Glob('src/**/*.{ts,tsx}').scanSync({ cwd: root })].sort()
  return files.filter((file) => /\bRegExp\(/.test(readFileSync(join(root, file), 'utf8')))
}

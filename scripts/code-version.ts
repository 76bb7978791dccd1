import { readFileSync } from 'node:fs'

/** The version of this software, as its package says. */
export function codeVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

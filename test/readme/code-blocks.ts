import { join } from 'node:path'

export const ROOT = join(import.meta.dir, '../..')

/** The code blocks of a section, by its heading, with the port of the server that runs. */
export async function codeBlocks(
  heading: string,
  language: string,
  url: string,
  page = 'README.md',
): Promise<string[]> {
  const text = await Bun.file(join(ROOT, page)).text()
  const section = text.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? ''
  const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
  return blocks
    .filter(([, name]) => name === language)
    .map(([, , code = '']) => code.replaceAll('http://localhost:3000', url))
}

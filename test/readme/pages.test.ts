import { describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { Glob } from 'bun'
import { isProblemCode } from '../../src/problem-codes.ts'
import { ROOT } from './code-blocks.ts'

/* What pages for people say of files, commands and codes is true. */

interface Page {
  readonly path: string
  readonly text: string
}

async function pageAt(path: string): Promise<Page> {
  return { path, text: await Bun.file(join(ROOT, path)).text() }
}

const paths = ['*.md', 'docs/**/*.md', 'bench/**/*.md', 'test/*/*.md']
  .flatMap((pattern) => [...new Glob(pattern).scanSync(ROOT)])
  .toSorted()
const pages = await Promise.all(paths.map(pageAt))

const { scripts } = (await Bun.file(join(ROOT, 'package.json')).json()) as {
  readonly scripts: Readonly<Record<string, string>>
}

/** The text without code, in which brackets are no links. */
function prose(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, '')
}

/** Headings as GitHub names them: lower case, without punctuation, `-` for blanks. */
function anchors(text: string): Set<string> {
  const headings = text.replaceAll(/^```.*?^```$/gms, '').matchAll(/^#+ (.*)$/gm)
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

/** Links of the page that lead nowhere. Those to other sites are not followed. */
async function broken({ path, text }: Page): Promise<string[]> {
  const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  const own = links.filter((link) => !/^(https?|mailto):/.test(link))
  const checked = own.map(async (link) => {
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : relative(ROOT, join(ROOT, dirname(path), file))
    if (!existsSync(join(ROOT, target))) return [link]
    if (anchor === undefined) return []
    return anchors((await pageAt(target)).text).has(anchor) ? [] : [link]
  })
  return (await Promise.all(checked)).flat()
}

/** The options of a command of scripts/, as its file and those that it imports declare them; or null. */
async function optionsOf(command: string): Promise<Set<string> | null> {
  const script = /^bun (scripts\/[\w-]+\.ts)$/.exec(command)?.[1]
  if (script === undefined) return null
  const { text } = await pageAt(script)
  const imported = [...text.matchAll(/from '\.\/([\w-]+\.ts)'/g)].map(([, file]) => file)
  const others = await Promise.all(imported.map((file) => pageAt(`scripts/${file}`)))
  const all = [text, ...others.map((page) => page.text)].join('\n')
  const declared = all.matchAll(/'?([a-z-]+)'?: \{\s*type: '/g)
  return new Set([...declared].map(([, option = '']) => option))
}

test('there is something to look at', () => {
  expect(paths).toContain('README.md')
  expect(paths).toContain('docs/operating.md')
})

describe.each(pages)('$path', (page) => {
  test('its links lead somewhere', async () => {
    expect(await broken(page)).toEqual([])
  })

  test('its commands exist, and their options', async () => {
    const said = page.text.matchAll(/npm run (?:--silent )?([a-z0-9:-]+)(?: -- ([^`\n]*))?/g)
    const wrong = [...said].map(async ([command, name = '', words = '']) => {
      if (scripts[name] === undefined) return [command]
      const known = await optionsOf(scripts[name])
      const options = [...words.matchAll(/(?<=^|\s|\[)--([a-z-]+)/g)].map(
        ([, option = '']) => option,
      )
      return known === null || options.every((option) => known.has(option)) ? [] : [command]
    })
    expect((await Promise.all(wrong)).flat()).toEqual([])
  })
})

test('the guide of operators names codes that problems have', async () => {
  const { text } = await pageAt('docs/operating.md')
  const rows = [...text.matchAll(/^\| \d{3} (.*?) \|/gm)].map(([, cell = '']) => cell)
  const codes = rows.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, code = '']) => code))
  expect(codes.length).toBeGreaterThan(5)
  expect(codes.filter((code) => !isProblemCode(code))).toEqual([])
})

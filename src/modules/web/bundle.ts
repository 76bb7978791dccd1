import { join, resolve } from 'node:path'
import { type Encoded, encode } from './encode.ts'

/** The client as browsers load it. */
export interface Bundle {
  /** What the page starts with. */
  readonly script: string
  readonly style: string
  /** Runs before anything is painted, so it is small and waits for nothing. */
  readonly first: string
  /** Loaded by the script in any case, so that the page can ask for them at once. */
  readonly preloads: readonly string[]
  /** By name. A name changes with its content. */
  readonly files: ReadonlyMap<string, Encoded>
}

const source = resolve(import.meta.dir, '../../web')

const mediaTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

let current: Promise<Bundle> | undefined

/**
 * The client, bundled when it is first asked for and kept. Bun bundles on threads of its own.
 *
 * @throws AggregateError when the source cannot be bundled; the next call tries again
 */
export function clientBundle(): Promise<Bundle> {
  current ??= build().catch((error: unknown) => {
    current = undefined
    throw error
  })
  return current
}

const common = {
  target: 'browser',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  naming: { entry: '[name]-[hash].[ext]', chunk: '[name]-[hash].[ext]' },
} as const

async function build(): Promise<Bundle> {
  const [{ outputs }, early] = await Promise.all([
    Bun.build({
      ...common,
      entrypoints: [join(source, 'main.tsx'), join(source, 'styles/app.css')],
      // What a view alone needs comes when it is opened.
      splitting: true,
    }),
    // No module: those wait until the page has been read.
    Bun.build({ ...common, entrypoints: [join(source, 'first-paint.ts')], format: 'iife' }),
  ])
  const files = new Map(
    await Promise.all(
      [...outputs, ...early.outputs].map(async (file): Promise<[string, Encoded]> => {
        const name = nameOf(file.path)
        const type = mediaTypes[name.slice(name.lastIndexOf('.'))] ?? 'application/octet-stream'
        return [name, await encode(new Uint8Array(await file.arrayBuffer()), type)]
      }),
    ),
  )
  const entry = outputs.find(({ kind, path }) => kind === 'entry-point' && path.endsWith('.js'))
  const script = nameOf(entry?.path ?? '')
  const style = nameOf(outputs.find(({ path }) => path.endsWith('.css'))?.path ?? '')
  const first = nameOf(early.outputs[0]?.path ?? '')
  return { script, style, first, preloads: importsOf(script, files), files }
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** What a file imports statically, and what that imports. */
function importsOf(script: string, files: ReadonlyMap<string, Encoded>): string[] {
  const found = new Set<string>()
  const look = (name: string) => {
    const text = new TextDecoder().decode(files.get(name)?.plain)
    for (const [, other = ''] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) {
      if (found.has(other)) continue
      found.add(other)
      look(other)
    }
  }
  look(script)
  return [...found]
}

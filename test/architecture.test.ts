import { describe, expect, test } from 'bun:test'
import { dirname, join, relative } from 'node:path'
import { Glob } from 'bun'

const root = join(import.meta.dir, '..')

/**
 * Who may import whom: each layer only what stands before it in this list, and
 * itself. A file is of the longest prefix that fits.
 */
const layers = [
  'src/config/',
  'src/config.ts',
  'src/problem-codes.ts',
  'src/problem.ts',
  'src/label.ts',
  'src/log.ts',
  'src/site.ts',
  'src/recurring.ts',
  'src/figures/',
  'src/database/',
  'migrations/',
  'src/models/',
  'src/sample-data/',
  'src/workspace-database.ts',
  'src/tenancy/',
  'src/workspace-export.ts',
  'src/erase-gone.ts',
  'src/workspace-values.ts',
  'src/workspace-import-refused.ts',
  'src/workspace-import-files.ts',
  'src/workspace-import.ts',
  'src/workspace-records.ts',
  'src/workspace-lines.ts',
  'src/workspace-template.ts',
  'src/workspace-search.ts',
  'src/workspace-upkeep.ts',
  'src/workspace-file-faults.ts',
  'src/workspace-marks.ts',
  'src/workspace-engine.ts',
  'src/workers/',
  'src/auth/',
  'src/services.ts',
  'src/unfinished-deletions.ts',
  'src/tell-workspace.ts',
  'src/tell-again.ts',
  'src/problem-for.ts',
  'src/http/',
  'src/realtime/',
  'src/modules/',
  'src/app.ts',
  'src/control/',
  'src/demo.ts',
  'src/scheduled-backups.ts',
  'src/retention-schedule.ts',
  'src/drain.ts',
  'src/server.ts',
  'src/welcome.ts',
  'src/index.ts',
  'scripts/',
]

interface Import {
  readonly from: string
  readonly to: string
}

const all = [...new Glob('{src,migrations,scripts}/**/*.{ts,tsx}').scanSync(root)].sort()
/** Browsers run these: no layer of the server, and under a rule of their own. */
const ofBrowsers = (file: string) => file.startsWith('src/web/')
const files = all.filter((file) => !ofBrowsers(file))
const imports = (await Promise.all(files.map(importsOf))).flat()

/** Types count: a circle of types is a circle for whoever reads. */
async function importsOf(from: string): Promise<Import[]> {
  const text = await Bun.file(join(root, from)).text()
  const specifiers = [...text.matchAll(/(?:from|import) '([^']+)'/g)].map(([, to = '']) => to)
  return specifiers.map((to) => ({
    from,
    to: to.startsWith('.') ? relative(root, join(root, dirname(from), to)) : to,
  }))
}

function layerOf(file: string): number {
  return layers.findIndex(
    (layer) => file === layer || (layer.endsWith('/') && file.startsWith(layer)),
  )
}

describe('the structure of the source', () => {
  test('there is something to look at', () => {
    expect(files.length).toBeGreaterThan(80)
    expect(imports.length).toBeGreaterThan(300)
  })

  test('every file belongs to a layer', () => {
    expect(files.filter((file) => layerOf(file) < 0)).toEqual([])
  })

  test('imports point downwards only', () => {
    const upwards = imports.filter(({ from, to }) => layerOf(to) > layerOf(from))
    expect(upwards).toEqual([])
  })

  test('only src/database knows bun:sqlite', () => {
    const elsewhere = imports.filter(
      ({ from, to }) => to === 'bun:sqlite' && !from.startsWith('src/database/'),
    )
    expect(elsewhere).toEqual([])
  })

  test('only src/auth/authjs knows Auth.js', () => {
    const elsewhere = imports.filter(
      ({ from, to }) => to.startsWith('@auth/') && !from.startsWith('src/auth/authjs/'),
    )
    expect(elsewhere).toEqual([])
    expect(imports.some(({ to }) => to === '@auth/core')).toBe(true)
  })

  test('models know the port and nothing of Bun, Kysely or the file system', () => {
    const allowed = new Set(['src/database/port.ts', 'src/database/errors.ts'])
    const others = imports.filter(
      ({ from, to }) =>
        from.startsWith('src/models/') && !to.startsWith('src/models/') && !allowed.has(to),
    )
    expect(others).toEqual([])
  })

  test('tenancy knows nothing of chat', () => {
    const chat = imports.filter(
      ({ from, to }) =>
        from.startsWith('src/tenancy/') && /^src\/(models|workspace-|sample-data)/.test(to),
    )
    expect(chat).toEqual([])
  })

  test('a module uses nothing of another module', () => {
    const folder = (file: string) => file.split('/').slice(0, 3).join('/')
    const across = imports.filter(
      ({ from, to }) =>
        from.startsWith('src/modules/') &&
        to.startsWith('src/modules/') &&
        folder(from) !== folder(to),
    )
    expect(across).toEqual([])
  })

  test('the web client knows the typed client, Preact and nothing of the server', async () => {
    const own = (await Promise.all(all.filter(ofBrowsers).map(importsOf))).flat()
    expect(own.length).toBeGreaterThan(20)
    const others = own.filter(
      ({ to }) => !/^(src\/web\/|client\/|@preact\/signals$|preact$|preact\/hooks$)/.test(to),
    )
    expect(others).toEqual([])
    expect(imports.filter(({ to }) => ofBrowsers(to))).toEqual([])
  })

  test('the client depends on nothing but itself', async () => {
    const own = await Promise.all([...new Glob('client/**/*.ts').scanSync(root)].map(importsOf))
    expect(own.flat().length).toBeGreaterThan(10)
    expect(own.flat().filter(({ to }) => !to.startsWith('client/'))).toEqual([])
  })

  test('migrations are frozen in time: they import the type and nothing else', () => {
    const others = imports.filter(
      ({ from, to }) =>
        from.startsWith('migrations/') &&
        !to.startsWith('migrations/') &&
        to !== 'src/database/migration.ts',
    )
    expect(others).toEqual([])
  })
})

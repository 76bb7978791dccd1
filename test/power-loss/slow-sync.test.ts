import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const compiler = Bun.which('cc')
if (!compiler) console.log('skipped: no C compiler')

// The lower bound cannot be missed by a slow machine.
test.skipIf(compiler === null)('slow-sync.c delays the syncs of SQLite and of node:fs', () => {
  const directory = mkdtempSync(join(tmpdir(), 'slow-sync-'))
  const library = join(directory, 'slow-sync.so')
  const source = join(import.meta.dir, 'slow-sync.c')
  const built = Bun.spawnSync(['cc', '-O2', '-Wall', '-shared', '-fPIC', '-o', library, source])
  expect(built.stderr.toString()).toBe('')
  const program = `
    import { Database } from 'bun:sqlite'
    import { fdatasync, openSync } from 'node:fs'
    const [directory] = process.argv.slice(-1)
    const time = async (work) => { const start = performance.now(); await work(); return performance.now() - start }
    const database = new Database(directory + '/a.db')
    const commit = await time(() => database.run('CREATE TABLE a (b)'))
    const file = openSync(directory + '/b', 'w')
    const sync = await time(() => new Promise((resolve) => fdatasync(file, resolve)))
    console.log(JSON.stringify({ commit, sync }))`
  const run = Bun.spawnSync([process.execPath, '-e', program, directory], {
    env: { ...process.env, LD_PRELOAD: library, SYNC_DELAY_US: '30000' },
  })
  rmSync(directory, { recursive: true })
  const { commit, sync } = JSON.parse(run.stdout.toString())
  expect(commit).toBeGreaterThan(30)
  expect(sync).toBeGreaterThan(30)
})

import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { summaryLine } from '../../scripts/ci/count-junit.ts'

const COUNTER = resolve(import.meta.dir, '../../scripts/ci/count-junit.ts')

const PASSES = `import { test } from 'bun:test'; test('a', () => {})`
const MIXED = `
  import { describe, expect, test } from 'bun:test'
  test('<testcase name="fake"> & "quotes"', () => {})
  test('fails', () => { expect('<failure').toBe('<testcase ') })
  test.skip('skipped', () => {})
  test.todo('later')
  describe('outer', () => {
    test('in', () => {})
    describe('inner', () => {
      test('deep', () => {})
      test('deep and wrong', () => { throw new Error('no') })
    })
  })
  test.each([1, 2])('each %d', () => {})`

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'count-junit-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs the files as a suite of their own, as .ci/run does, then counts what it reported. */
async function runAndCount(
  files: Record<string, string>,
  name = 'unit',
): Promise<{ line: string; exitCode: number }> {
  const paths = Object.keys(files).map((file) => `${name}-${file}.test.ts`)
  for (const [index, source] of Object.values(files).entries()) {
    await Bun.write(join(folder, paths[index] ?? ''), source)
  }
  const runner = Bun.spawnSync(
    [
      process.execPath,
      'test',
      '--reporter=junit',
      `--reporter-outfile=${join(folder, `${name}.xml`)}`,
      ...paths.map((path) => `./${path}`),
    ],
    { cwd: folder, stdout: 'ignore', stderr: 'ignore' },
  )
  await Bun.write(join(folder, `${name}.status`), `${runner.exitCode ?? 255}\n`)
  await Bun.write(join(folder, `${name}.files`), `${paths.join('\n')}\n`)
  return count()
}

function count(): { line: string; exitCode: number } {
  const counter = Bun.spawnSync([process.execPath, COUNTER, folder], { stderr: 'inherit' })
  return { line: counter.stdout.toString().trim(), exitCode: counter.exitCode }
}

describe('counting real reports of bun test', () => {
  test('all pass', async () => {
    expect(await runAndCount({ a: PASSES, b: PASSES })).toEqual({
      line: '2 passed, 0 failed',
      exitCode: 0,
    })
  })

  test('nested suites are counted once, skipped and todo as skipped', async () => {
    expect(await runAndCount({ a: MIXED })).toEqual({
      line: '5 passed, 2 failed, 2 skipped',
      exitCode: 1,
    })
  })

  test('several suites add up', async () => {
    await runAndCount({ a: PASSES }, 'first')
    expect((await runAndCount({ a: MIXED }, 'second')).line).toBe('6 passed, 2 failed, 2 skipped')
  })

  test.each([
    ['a missing import', `import './nowhere.ts'`],
    ['a throw at the top', `${PASSES}; throw new Error('top')`],
    ['a syntax error', 'test("a", () => {'],
    ['no test at all', 'export {}'],
  ])('a file with %s is one failure beside those that ran', async (_, source) => {
    expect(await runAndCount({ a: PASSES, b: source })).toEqual({
      line: '1 passed, 1 failed',
      exitCode: 1,
    })
  })

  test.each([
    ['exits with 0', 'process.exit(0)'],
    ['is killed', `process.kill(process.pid, 'SIGKILL')`],
  ])('a runner that %s in the middle fails every file', async (_, end) => {
    const ending = `import { test } from 'bun:test'; test('a', () => { ${end} })`
    expect(await runAndCount({ a: ending, b: PASSES })).toEqual({
      line: '0 passed, 2 failed',
      exitCode: 1,
    })
  })

  test('hooks that throw are failures', async () => {
    const hook = `import { afterAll, test } from 'bun:test'
      afterAll(() => { throw new Error('late') }); test('a', () => {})`
    expect(await runAndCount({ a: hook })).toEqual({ line: '1 passed, 1 failed', exitCode: 1 })
  })

  test('a status that no report explains is a failure', async () => {
    await runAndCount({ a: PASSES })
    await Bun.write(join(folder, 'unit.status'), '3')
    expect(count()).toEqual({ line: '1 passed, 1 failed', exitCode: 1 })
  })

  test('a report cut short counts for nothing', async () => {
    await runAndCount({ a: PASSES, b: PASSES })
    const report = join(folder, 'unit.xml')
    await Bun.write(report, (await Bun.file(report).text()).slice(0, -20))
    expect(count()).toEqual({ line: '0 passed, 2 failed', exitCode: 1 })
  })

  test('no tests are no success', () => {
    expect(count()).toEqual({ line: '0 passed, 0 failed', exitCode: 1 })
  })
})

test('skipped tests are named only where there are some', () => {
  expect(summaryLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed')
  expect(summaryLine({ passed: 3, failed: 0, skipped: 1 })).toBe('3 passed, 0 failed, 1 skipped')
})

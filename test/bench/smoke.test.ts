import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { PartReport } from '../../bench/figure.ts'

const root = resolve(import.meta.dirname, '../..')
let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'conclave-test-'))
  // PostgreSQL, where it is installed, runs as another user and has to come through.
  chmodSync(directory, 0o711)
})

afterAll(() => rmSync(directory, { recursive: true }))

async function bench(...args: string[]) {
  const child = Bun.spawn([process.execPath, 'bench/index.ts', ...args], {
    cwd: root,
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [output, errors, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { output, errors, status }
}

/** Processes whose command line or environment names the directory of a run. */
function processesOn(path: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`DATA_DIR=${path}`)
    } catch {
      // It has ended meanwhile, or is not ours.
      return false
    }
  })
}

/** Two runs at a time: some parts mostly wait, for files to be old enough for a backup. */
const RUNS = [
  ['messages', 'authority', 'shared-commit', 'syncs', 'open', 'large', 'live', 'neighbours'],
  ['peers', 'migrate', 'heavy-migration', 'backup', 'fleet', 'pool'],
]

interface Results {
  readonly reports: readonly PartReport[]
  readonly smoke: boolean
}

test('every part measures something and cleans up', async () => {
  const runs = await Promise.all(
    RUNS.map((parts) => bench('--smoke', '--json', '--dir', directory, ...parts)),
  )
  for (const [i, { output, errors, status }] of runs.entries()) {
    expect(errors).toBe('')
    expect(status).toBe(0)
    const path = output.trim().split('\n').at(-1) ?? ''
    const { smoke, reports } = JSON.parse(readFileSync(path, 'utf8')) as Results
    rmSync(path)
    expect(smoke).toBe(true)
    expect(reports.map(({ part }) => part)).toEqual(RUNS[i] ?? [])
    for (const { part, title, figures } of reports) {
      expect(output).toContain(title)
      expect(figures.length, part).toBeGreaterThan(0)
      for (const { name, value, beside = [] } of figures) {
        expect(Number.isFinite(value), `${part}: ${name}`).toBe(true)
        for (const one of beside)
          expect(Number.isFinite(one.value), `${name}: ${one.name}`).toBe(true)
      }
    }
  }
  expect(readdirSync(directory)).toEqual([])
  expect(processesOn(directory)).toEqual([])
}, 120_000)

test('a part that does not exist is named, with those that do', async () => {
  const { errors, status } = await bench('mesages')
  expect(status).toBe(2)
  const named = /there is no part mesages: (.*)/.exec(errors)?.[1]?.split(', ')
  // All of them are in one of the runs above.
  expect(named?.toSorted()).toEqual(RUNS.flat().toSorted())
})

test('--help shows the options and measures nothing', async () => {
  const { output, status } = await bench('--help')
  expect(status).toBe(0)
  expect(output).toContain('--smoke')
})

import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { PartReport } from '../../bench/figure.ts'

const root = resolve(import.meta.dirname, '../..')
let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'conclave-test-'))
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

test('every part measures something and cleans up', async () => {
  const { output, errors, status } = await bench('--smoke', '--json', '--dir', directory)
  expect(errors).toBe('')
  expect(status).toBe(0)

  const path = output.trim().split('\n').at(-1) ?? ''
  expect(existsSync(path)).toBe(true)
  const { reports, smoke } = JSON.parse(readFileSync(path, 'utf8')) as {
    reports: PartReport[]
    smoke: boolean
  }
  rmSync(path)
  expect(smoke).toBe(true)
  expect(reports.map(({ part }) => part)).toEqual([
    'messages',
    'authority',
    'shared-commit',
    'open',
    'migrate',
    'heavy-migration',
    'large',
    'backup',
    'fleet',
    'pool',
  ])
  for (const { part, title, figures } of reports) {
    expect(output).toContain(title)
    expect(figures.length, part).toBeGreaterThan(0)
    for (const { name, value, beside = [] } of figures) {
      expect(Number.isFinite(value), `${part}: ${name}`).toBe(true)
      for (const one of beside)
        expect(Number.isFinite(one.value), `${name}: ${one.name}`).toBe(true)
    }
  }
  expect(readdirSync(directory)).toEqual([])
  expect(processesOn(directory)).toEqual([])
}, 120_000)

test('a part that does not exist is named, with those that do', async () => {
  const { errors, status } = await bench('mesages')
  expect(status).toBe(2)
  expect(errors).toContain(
    'there is no part mesages: messages, authority, shared-commit, open, migrate, heavy-migration, large, backup, fleet, pool',
  )
})

test('--help shows the options and measures nothing', async () => {
  const { output, status } = await bench('--help')
  expect(status).toBe(0)
  expect(output).toContain('--smoke')
})

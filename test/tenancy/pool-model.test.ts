import { test } from 'bun:test'
import fc from 'fast-check'
import { run, scenario } from './pool-model.ts'

test('whatever clients, evictions, migrations and damage do, every tenant holds its own rows', async () => {
  await fc.assert(fc.asyncProperty(scenario, run), {
    numRuns: 40,
    interruptAfterTimeLimit: 15_000,
  })
}, 60_000)

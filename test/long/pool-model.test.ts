import { test } from 'bun:test'
import fc from 'fast-check'
import { run, scenario } from '../tenancy/pool-model.ts'

test('the model of the pool holds over many scenarios', async () => {
  await fc.assert(fc.asyncProperty(scenario, run), { numRuns: 1_000 })
}, 900_000)

import { afterEach, test } from 'bun:test'
import fc from 'fast-check'
import { cleanUp } from '../harness/process.ts'
import { history, live } from './histories/history.ts'
import { hostHere } from './histories/host.ts'
import { makeScene } from './histories/scene.ts'

/* A little of test/long/histories.test.ts. */

afterEach(cleanUp)

test('every device ends where REST is, and was told nothing twice and nothing of others', async () => {
  const host = await hostHere(1)
  await fc.assert(
    fc.asyncProperty(history(12), async (steps) => {
      await live(host, await host.set(makeScene), steps)
    }),
    // A history that is shrunk goes another way in time: the long form looks for a shorter one.
    { numRuns: 3, endOnFailure: true },
  )
  await host.stop()
})
